using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace RxChat.Server.Tests;

/// <summary>What docs/deploy.md gives to be copied, as far as it can be tried without a cluster or a builder of images.
/// </summary>
public sealed partial class DeployTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rxchat-deploy-").FullName;

    [Fact]
    public void The_image_is_made_of_files_that_are_there_by_the_command_that_is_tried()
    {
        var lines = File.ReadAllLines(Path.Combine(RxChatProcess.Root, "Dockerfile"));
        lines.Should().Contain("ARG RID=linux-x64");
        lines.Should().Contain($"RUN {SingleFileTests.Command.Replace("linux-x64", "$RID")}/out");
        File.ReadAllText(Path.Combine(RxChatProcess.Root, "docs", "deploy.md")).Should()
            .Contain(SingleFileTests.Command);
        var copied = lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from"))
            .SelectMany(line => line.Split(' ')[1..^1]).ToList();
        copied.Should().NotBeEmpty().And.OnlyContain(path => Path.Exists(Path.Combine(RxChatProcess.Root, path)));
        // Whatever a project names from outside of src is copied, too.
        foreach (var project in Directory.GetFiles(
            Path.Combine(RxChatProcess.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            Outside().Matches(File.ReadAllText(project)).Select(match => match.Groups[1].Value).Should()
                .BeSubsetOf(copied);
        }
    }

    [Fact]
    public async Task What_the_image_runs_could_be_served()
    {
        var lines = File.ReadAllLines(Path.Combine(RxChatProcess.Root, "Dockerfile"));
        string[] Words(string instruction) => JsonSerializer.Deserialize<string[]>(
            lines.Single(line => line.StartsWith($"{instruction} [", StringComparison.Ordinal))[instruction.Length..])!;
        Words("ENTRYPOINT").Should().Equal("rxchat", "serve");
        var outcome = await RxChatProcess.RunAsync(["config", "check", .. Words("CMD")]);
        outcome.ExitCode.Should().Be(0, outcome.Error);
        lines.Where(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..])
            .Should().Equal(Words("CMD").Where(word => word.Contains("://")).Select(url => url.Split(':')[^1]));
    }

    [Fact]
    public async Task What_a_cluster_runs_is_served_probed_and_has_time_to_drain()
    {
        var documents = Cluster();
        var json = documents["ConfigMap"].GetProperty("data").GetProperty("rxchat.json").GetString()!;
        var pod = documents["StatefulSet"].GetProperty("spec").GetProperty("template").GetProperty("spec");
        var container = pod.GetProperty("containers")[0];
        using var configuration = JsonDocument.Parse(json);

        pod.GetProperty("terminationGracePeriodSeconds").GetInt32().Should()
            .BeGreaterThan(configuration.RootElement.GetProperty("drain").GetInt32() + 1);
        var mounts = container.GetProperty("volumeMounts").EnumerateArray()
            .Select(mount => mount.GetProperty("mountPath").GetString()).ToList();
        foreach (var key in new[] { "history", "tlsCert", "tlsKey" })
            mounts.Should().Contain(Path.GetDirectoryName(configuration.RootElement.GetProperty(key).GetString()));
        container.GetProperty("ports").EnumerateArray().Select(port => port.GetProperty("containerPort").GetInt32())
            .Should().Equal(configuration.RootElement.GetProperty("listen").EnumerateArray()
                .Select(url => new Uri(url.GetString()!).Port));

        using var certificate = TestCertificate.In(_folder);
        var file = Path.Combine(_folder, "rxchat.json");
        await File.WriteAllTextAsync(file, json
            .Replace("/etc/rxchat-tls/tls.crt", certificate.Pem).Replace("/etc/rxchat-tls/tls.key", certificate.Key)
            .Replace("/var/lib/rxchat", _folder), TestContext.Current.CancellationToken);
        var outcome = await RxChatProcess.RunAsync(["config", "check", "--config", file]);
        outcome.ExitCode.Should().Be(0, outcome.Error);

        await using var server = await RxChatProcess.ServeOnAsync(["https://127.0.0.1:0"], "--config", file);
        using var handler = new HttpClientHandler
        {
            // As a kubelet probes.
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(handler);
        foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
        {
            var path = container.GetProperty(probe).GetProperty("httpGet").GetProperty("path").GetString();
            (await http.GetAsync(
                new Uri($"https://{server.Endpoints[0].Authority}{path}"), TestContext.Current.CancellationToken))
                .EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public void What_a_cluster_runs_may_do_nothing_that_it_does_not_need()
    {
        var documents = Cluster();
        documents.Keys.Should().BeEquivalentTo("ConfigMap", "Service", "StatefulSet");
        var set = documents["StatefulSet"].GetProperty("spec");
        set.GetProperty("replicas").GetInt32().Should().Be(1, "one node has the history");
        var pod = set.GetProperty("template").GetProperty("spec");
        pod.GetProperty("securityContext").GetProperty("runAsNonRoot").GetBoolean().Should().BeTrue();
        pod.GetProperty("securityContext").GetProperty("seccompProfile").GetProperty("type").GetString()
            .Should().Be("RuntimeDefault");
        var may = pod.GetProperty("containers")[0].GetProperty("securityContext");
        may.GetProperty("readOnlyRootFilesystem").GetBoolean().Should().BeTrue();
        may.GetProperty("allowPrivilegeEscalation").GetBoolean().Should().BeFalse();
        may.GetProperty("capabilities").GetProperty("drop")[0].GetString().Should().Be("ALL");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Dictionary<string, JsonElement> Cluster()
    {
        var text = File.ReadAllText(Path.Combine(RxChatProcess.Root, "docs", "deploy", "kubernetes.yaml"));
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        return text.Split("\n---\n")
            .Select(document => JsonDocument.Parse(writer.Serialize(reader.Deserialize(document)!)).RootElement)
            .ToDictionary(document => document.GetProperty("kind").GetString()!);
    }

    [GeneratedRegex(@"""\.\./\.\./([^./]+)/")]
    private static partial Regex Outside();
}

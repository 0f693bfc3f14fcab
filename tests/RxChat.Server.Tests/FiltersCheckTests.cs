namespace RxChat.Server.Tests;

/// <summary>What is said of a filter file that is good, and hardly meant; and of what cannot be meant.</summary>
public class FiltersCheckTests
{
    [Theory]
    [InlineData("m.Throttle(TimeSpan.FromSeconds(1))", "(1,25): warning: Throttle is not given the scheduler")]
    [InlineData("m.RateLimit(2, TimeSpan.FromSeconds(1))", "(1,25): warning: RateLimit is not given the scheduler")]
    [InlineData("m.SelectInOrder((x, _) => Task.FromResult(x))", "warning: SelectInOrder is not given the scheduler")]
    [InlineData("m.Timestamp().Select(x => x.Value)", "warning: Timestamp is not given the scheduler")]
    [InlineData("m.Merge(Observable.Timer(TimeSpan.FromDays(9)).Select(_ => (ChatMessage)null))",
        "warning: Timer is not given the scheduler")]
    [InlineData("m.Merge(m)", "(1,1): warning: PerClient subscribes to its messages more than once")]
    [InlineData("m.Take(1)", "(1,1): warning: PerClient ends after 1 message, and rejects")]
    [InlineData("m.Where(_ => Task.FromResult(true).Result)", "(1,58): warning: Result may hold up everybody")]
    [InlineData("m.Do(_ => new SemaphoreSlim(1).Wait())", "warning: Wait may hold up everybody")]
    [InlineData("m.Where(x => x.Text != Observable.Return(\"x\").First())", "warning: First may hold up everybody")]
    [InlineData("m.Where(_ => new ValueTask<bool>(true).GetAwaiter().GetResult())", "warning: GetResult may hold up")]
    [InlineData("m.Where(_ => ((Task<bool>)null)?.Result ?? true)", "warning: Result may hold up everybody")]
    [InlineData("m.Do(async delegate (ChatMessage _) { await Task.Yield(); })", "warning: nobody awaits this")]
    [InlineData("m.Merge(Observable.Generate(0, n => n < 0, n => n, n => (ChatMessage)null, _ => TimeSpan.Zero))",
        "warning: Generate is not given the scheduler")]
    [InlineData("m.Merge(t.Commands(\"roll\", \"SIDES\").Select(x => x with { Text = $\"{int.Parse(x.Text)}\" }))",
        "(1,1): warning: PerClient fails when it is asked /roll hello: FormatException: ")]
    [InlineData("m.SelectInOrder(async (x, _) => { await Observable.Timer(TimeSpan.FromDays(1), t); return x; }, "
        + "TimeSpan.FromSeconds(1), scheduler: t)", null)]
    [InlineData("m.Do(async _ => await Task.Yield())", "(1,28): warning: nobody awaits this")]
    [InlineData("m.RateLimit(2, TimeSpan.FromSeconds(1), t).Delay(TimeSpan.FromSeconds(1), t).Buffer(2)"
        + ".SelectMany(x => x)"
        + ".SelectInOrder(async (x, _) => { await Observable.Timer(TimeSpan.FromSeconds(1), t); return x; }, "
        + "scheduler: t)", null)]
    public async Task What_is_hardly_meant_is_a_warning(string filter, string? warning)
    {
        using var file = new FilterScript($"PerClient = (m, t) => {filter};");
        var checkedIt = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        checkedIt.ExitCode.Should().Be(0, checkedIt.Error);
        if (warning is null) checkedIt.Error.Should().BeEmpty();
        else checkedIt.ErrorLines.Should().Contain(line => line.StartsWith(file.Path) && line.Contains(warning));
    }

    [Theory]
    [InlineData("(PerClient, ForEveryone) = ((m, t) => m.MaxLength(3), (m, t) => m);")]
    [InlineData("PerClient += (m, t) => m;")]
    [InlineData("dynamic d = 3; Regex r = new(\"x\"); var s = new Subject<Unit>(); Task t = Task.CompletedTask;"
        + "IDisposable n = Disposable.Empty; ForEveryone = (m, _) => m.Where(x => d == 3 && !r.IsMatch(x.Text));")]
    public async Task Good_is(string script)
    {
        using var file = new FilterScript(script);
        var checkedIt = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        (checkedIt.ExitCode, checkedIt.Error).Should().Be((0, ""));
        checkedIt.Output.Should().Contain(": good, ");
    }

    [Theory]
    [InlineData("", "(1,1): assigns neither PerClient nor ForEveryone")]
    [InlineData("// soon", "(1,1): assigns neither PerClient nor ForEveryone")]
    [InlineData("if (false) PerClient = null;", "(1,1): assigns neither PerClient nor ForEveryone")]
    [InlineData("PerClient = (m, t) => m;\nPerClient += (m, t) => m;", "PerClient holds two filters")]
    [InlineData("\n#r \"nuget: Newtonsoft.Json\"\nPerClient = null;", "(2,1): #r is not for filter files")]
    [InlineData("#load \"other.csx\"\nPerClient = null;", "(1,1): #load is not for filter files")]
    [InlineData("PerClient = (m, t) => m.Merge(Observable.Interval(TimeSpan.Zero, t).Where(_ => false)"
        + ".Select(_ => (ChatMessage)null));", "PerClient schedules work for now again and again")]
    [InlineData("PerClient = (m, t) => m.Merge(t.Commands(\"Join\", \"x\"));", "/Join is a command of the server")]
    [InlineData("PerClient = (m, t) => m.Do(async _ => throw new Exception(\"on purpose\"));",
        "(1,39): PerClient throws Exception: on purpose")]
    [InlineData("PerClient = (m, t) => m.Do(_ =>\n  t.Schedule(TimeSpan.FromSeconds(1), () => "
        + "throw new Exception(\"late\")));", "(2,45): PerClient throws Exception: late")]
    public async Task Refused_is(string script, string problem)
    {
        using var file = new FilterScript(script);
        var checkedIt = await RxChatProcess.RunAsync(["filters", "check", file.Path]);
        checkedIt.ExitCode.Should().Be(1);
        checkedIt.ErrorLines.Should().Contain(line => line.StartsWith(file.Path) && line.Contains(problem));
    }

    [Fact]
    public async Task A_pipe_is_read_as_a_file_is()
    {
        var pipe = Path.Combine(Directory.CreateTempSubdirectory().FullName, "pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var checking = RxChatProcess.RunAsync(["filters", "check", pipe]);
        await File.WriteAllTextAsync(pipe, "PerClient = (m, t) => m.MaxLength(3);",
            TestContext.Current.CancellationToken);
        (await checking).Output.Should().Be($"{pipe}: good, a filter per client\n");
        Directory.Delete(Path.GetDirectoryName(pipe)!, recursive: true);
    }

    [Fact]
    public async Task What_is_not_UTF_8_is_refused_with_its_line()
    {
        using var file = new FilterScript("");
        await File.WriteAllBytesAsync(file.Path, "PerClient = (m, t) => m\n  .Censor(\"caf\u00E9\");"u8.ToArray(),
            TestContext.Current.CancellationToken);
        (await RxChatProcess.RunAsync(["filters", "check", file.Path])).ExitCode.Should().Be(0);
        await File.WriteAllTextAsync(file.Path, "PerClient = (m, t) => m\n  .Censor(\"caf\u00E9\");",
            System.Text.Encoding.Latin1, TestContext.Current.CancellationToken);
        (await RxChatProcess.RunAsync(["filters", "check", file.Path])).ErrorLines
            .Should().Contain($"{file.Path}(2,1): is not UTF-8; save it in that encoding");
    }
}

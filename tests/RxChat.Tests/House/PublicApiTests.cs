using System.Text.Json.Serialization;
using PublicApiGenerator;

namespace RxChat.Tests.House;

/// <summary>
/// The public surface is a file, so that a change of it is seen as one. To accept a change,
/// copy the .received file over the other.
/// </summary>
public class PublicApiTests
{
    [Theory]
    [InlineData(typeof(ChatServer), "RxChat")]
    [InlineData(typeof(VirtualChat), "RxChat.Testing")]
    [InlineData(typeof(MarbleScheduler), "RxChat.Marbles")]
    [InlineData(typeof(RecordingAssertions<>), "RxChat.Marbles.FluentAssertions")]
    public void The_public_surface_is_as_agreed(Type inAssembly, string name)
    {
        var options = new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            // How values are written is the codec's business, and held by a property test.
            ExcludeAttributes =
                [typeof(JsonDerivedTypeAttribute).FullName!, typeof(JsonPolymorphicAttribute).FullName!],
        };
        var actual = inAssembly.Assembly.GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Repository.Root, "tests", "RxChat.Tests", "House", $"{name}.approved.txt");
        var approved = File.Exists(file) ? File.ReadAllText(file) : "";
        if (actual != approved) File.WriteAllText(file.Replace(".approved", ".received"), actual);

        actual.Should().Be(approved, "the public surface changes on purpose only; see House/{0}.received.txt", name);
    }
}

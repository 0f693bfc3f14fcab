using RxChat.Fuzz;

namespace RxChat.Tests.Fuzz;

/// <summary>
/// Bytes of strangers: those that are kept, and so many made of them, the same each time. For hours it is
/// <c>dotnet run -c Release --project tests/RxChat.Fuzz</c>.
/// </summary>
public class FuzzTests
{
    private const int Seed = 1;

    private static readonly int s_inputs = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1" ? 200_000 : 2000;

    public static TheoryData<string> Names => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_kept_is_as_it_should_be(string name)
    {
        var target = Of(name);
        var kept = Corpus.Of(target).ToList();
        kept.Should().NotBeEmpty();
        foreach (var (file, bytes) in kept) Fuzzer.Wrong(target, bytes).Should().BeNull("{0} is read", file);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void So_is_what_is_made_of_it(string name)
    {
        var target = Of(name);
        var fuzzer = new Fuzzer(target, Seed);
        if (fuzzer.Run(tried => tried < s_inputs / target.Share) is { } found) Assert.Fail($"{found}");
        fuzzer.Ends.Should().BeGreaterThan(2, "inputs that end in one way try nothing");
    }

    [Fact]
    public void What_is_found_is_made_small_and_said_with_how_to_repeat_it()
    {
        var target = Of("query") with
        {
            Check = input => input.Contains((byte)'|') ? throw new BrokenException("a bar") : "none",
        };
        var found = new Fuzzer(target, Seed).Run(_ => true)!;

        found.Input.Should().Equal((byte)'|');
        found.ToString().Should().Contain("seed 1").And.Contain("a bar")
            .And.EndWith("dotnet run -c Release --project tests/RxChat.Fuzz -- query --input fA==");
    }

    private static FuzzTarget Of(string name) => FuzzTarget.All.Single(target => target.Name == name);
}

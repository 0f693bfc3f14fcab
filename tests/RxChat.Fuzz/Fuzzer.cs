using System.Diagnostics;

namespace RxChat.Fuzz;

/// <summary>What was found: an input, as small as it could be made, and what is wrong.</summary>
internal sealed record Finding(FuzzTarget Target, int Seed, byte[] Input, Exception Wrong)
{
    public string Repeat => $"dotnet run -c Release --project tests/RxChat.Fuzz -- {Target.Name} --input {Text}";

    private string Text => Convert.ToBase64String(Input);

    public override string ToString() => $"""
        {Target.Name} (seed {Seed}, {Input.Length} bytes): {Wrong}
        input: {Text}
        again: {Repeat}
        """;
}

/// <summary>
/// Gives a target one input after the other, made of those it has. One that ends in another way than all before is kept
/// among them: that takes the place of a look at which branches were taken.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int MostKept = 2000, MostTries = 4000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _inputs = [.. Corpus.Of(target).Select(file => file.Bytes)];
    private readonly HashSet<string> _ends = [];

    /// <summary>How many inputs were tried.</summary>
    public long Tried { get; private set; }

    /// <summary>In how many ways they ended.</summary>
    public int Ends => _ends.Count;

    /// <summary>What is wrong with an input; null is nothing.</summary>
    public static Exception? Wrong(FuzzTarget target, byte[] input) => Wrong(target, input, out _);

    /// <summary>Tries inputs while it may; the first one that is found ends it.</summary>
    public Finding? Run(Func<long, bool> mayGoOn)
    {
        while (mayGoOn(Tried))
        {
            Tried++;
            var input = Mutation.Of(_inputs, target.Tokens, _random);
            if (Wrong(target, input, out var end) is { } wrong)
            {
                var least = Shrunk(input, wrong);
                return new Finding(target, seed, least, Wrong(target, least) ?? wrong);
            }
            if (_ends.Add(end) && _inputs.Count < MostKept) _inputs.Add(input);
        }
        return null;
    }

    private static Exception? Wrong(FuzzTarget target, byte[] input, out string end)
    {
        end = "";
        var began = Stopwatch.GetTimestamp();
        try
        {
            end = target.Check([.. input]);
            var took = Stopwatch.GetElapsedTime(began);
            return took < s_patience ? null : new BrokenException($"it took {took.TotalSeconds:f0} s");
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // Pieces are left out, halves first, as long as the same is wrong; what is left is made plain.
    private byte[] Shrunk(byte[] input, Exception wrong)
    {
        var tries = 0;
        bool IsSame(byte[] smaller) => ++tries < MostTries && Wrong(target, smaller)?.GetType() == wrong.GetType();
        for (var size = input.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length;)
            {
                byte[] smaller = [.. input[..at], .. input[(at + size)..]];
                if (IsSame(smaller)) input = smaller;
                else at += size;
            }
        }
        for (var at = 0; at < input.Length; at++)
        {
            byte[] plainer = [.. input];
            plainer[at] = (byte)'a';
            if (IsSame(plainer)) input = plainer;
        }
        return input;
    }
}

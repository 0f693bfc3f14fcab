using System.Text;
using RxChat.Bench.Check;

namespace RxChat.Server.Tests;

/// <summary>
/// What is said in one room: each message is made from its speaker's number and its own, with a checksum where the load
/// has the time it was due, and all that was found wrong with it. Whatever touches it holds <see cref="One"/>.
/// </summary>
internal sealed class CheckerRoom(string name, int size, uint run, int speakers)
{
    private const ulong Mixer = 0x9E3779B97F4A7C15;
    private const int Low48 = 16;

    private readonly Payload _nul = new(size, 0, run);
    private readonly Payload _line = new(size, (byte)'\n', run);
    private readonly long[] _published = new long[speakers];
    private readonly List<string> _faults = [];

    public string Name => name;

    public Lock One { get; } = new();

    public CheckerOrder Order { get; } = new();

    public int Speakers => speakers;

    public long Said => _published.Sum();

    public ReadOnlySpan<long> Published => _published;

    public IReadOnlyList<string> Faults => _faults;

    public Payload PayloadOf(byte delimiter) => delimiter == 0 ? _nul : _line;

    /// <summary>The next messages of a speaker, which from now on have to reach everybody.</summary>
    public byte[] Next(int speaker, byte delimiter, int count = 1)
    {
        var bytes = new byte[count * size];
        lock (One)
        {
            for (var i = 0; i < count; i++)
            {
                var sequence = ++_published[speaker];
                PayloadOf(delimiter).Write(bytes.AsSpan(i * size), speaker, sequence, Checksum(speaker, sequence));
            }
        }
        return bytes;
    }

    /// <summary>The last number of a speaker.</summary>
    public long LastOf(int speaker) => Volatile.Read(ref _published[speaker]);

    /// <summary>Whether a frame is a message of this room, whoever said it.</summary>
    public bool TryRead(string frame, out Payload.Mark mark)
    {
        if (!_nul.TryRead(Encoding.UTF8.GetBytes(frame), out mark)) return false;
        if (mark.Publisher < speakers && mark.Due != Checksum(mark.Publisher, mark.Sequence))
            Fault($"a garbled message: {frame}");
        return true;
    }

    public void Fault(string what)
    {
        lock (One) _faults.Add($"{name}: {what}");
    }

    /// <summary>Holds the order against what was said: everything in it once, and nothing else.</summary>
    public void CheckOrder()
    {
        if (Order.Count != Said) Fault($"{Said} messages were said and {Order.Count} are in the order");
        for (var speaker = 0; speaker < speakers; speaker++)
        {
            for (var sequence = 1L; sequence <= _published[speaker]; sequence++)
            {
                if (Order.PositionOf(Checksum(speaker, sequence)) is null)
                    Fault($"nobody got message {sequence} of {speaker}");
            }
        }
    }

    private static long Checksum(int speaker, long sequence) =>
        (long)(((((ulong)speaker << 36) | (ulong)sequence) * Mixer) << Low48 >> Low48);
}

using System.Buffers.Binary;
using System.Reactive.Concurrency;
using System.Security.Cryptography;

namespace RxChat.Testing;

/// <summary>What every client was sent, and when: two runs are the same if its hash is.</summary>
internal sealed class Transcript(HistoricalScheduler time) : IDisposable
{
    private const int Buffered = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[Buffered];
    private int _filled;

    public long Bytes { get; private set; }

    public void Heard(int client, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, time.Now.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], client);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], bytes.Length);
        Bytes += bytes.Length;
        Add(head);
        Add(bytes);
    }

    /// <summary>Of all so far, in hexadecimal.</summary>
    public string Hash()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_filled + bytes.Length > Buffered) Flush();
        if (bytes.Length > Buffered)
        {
            _hash.AppendData(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _filled);
        _filled = 0;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace RxChat.Testing;

/// <summary>What is told in a replay, beside what was told.</summary>
/// <param name="isCompared">Whether the one is looked for in the other.</param>
internal sealed class Transcripts(bool isCompared) : IDisposable
{
    private readonly Queue<byte[]> _told = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _live = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _difference;
    private bool _isWhole;
    private long _events;

    public RecordedTime Time { get; set; } = null!;

    public long Messages { get; set; }

    private static ReadOnlySpan<byte> Told => "{\"kind\":\"Told\""u8;

    public static bool IsTold(ReadOnlySpan<byte> line) => line.StartsWith(Told);

    public void Tell(ChatEvent told)
    {
        var line = RecordedLine.Write(
            new RecordedStep(RecordedKind.Told, Time.Monotonic.Ticks, Time.Now)
            {
                Value = told.Body, To = told.To == default ? null : told.To,
            });
        _hash.AppendData(line);
        _events++;
        // After the first difference, none is looked for.
        if (isCompared && _difference is null) _told.Enqueue(line);
    }

    public void Compare(ReadOnlySpan<byte> line)
    {
        _live.AppendData(line);
        if (!isCompared || _difference is not null) return;
        if (!_told.TryDequeue(out var told)) Differ("nothing", Encoding.UTF8.GetString(line));
        else if (!line.SequenceEqual(told))
            Differ(Encoding.UTF8.GetString(told), Encoding.UTF8.GetString(line));
    }

    public void Check(Checkpoint point) => _isWhole |= point.IsLast;

    public Replayed End(
        IReadOnlyList<WhatIf> differences, IReadOnlyList<string> faults, bool hasBeenElsewhere, bool isCut)
    {
        // What a server had no time to write any more was told all the same.
        if (!_isWhole)
        {
            foreach (var line in _told) _live.AppendData(line);
        }
        else if (_told.TryPeek(out var more)) Differ(Encoding.UTF8.GetString(more), "nothing");
        return new Replayed(
            Messages, _events, Convert.ToHexStringLower(_hash.GetCurrentHash()),
            Convert.ToHexStringLower(_live.GetCurrentHash()), _difference, differences, faults, hasBeenElsewhere,
            isCut, IsPart: !isCompared);
    }

    public void Dispose()
    {
        _hash.Dispose();
        _live.Dispose();
    }

    private void Differ(string replayed, string live)
    {
        _difference ??= $"the replay tells {replayed}, and the server told {live}";
        _told.Clear();
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RxChat.Web;

/// <summary>
/// A client within the process: it says objects and hears objects (docs/protocol.md), in order, and is slowed as any
/// other that does not take what it is told.
/// </summary>
internal sealed class Exchange : IAsyncDisposable
{
    // As short as others say it: a frame's length is limited.
    private static readonly JsonWriterOptions s_options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Pipe _said = new();
    private readonly Pipe _heard = new();

    /// <summary>Comes in by a gate, as who asks from outside.</summary>
    public Exchange(Gate gate, IPEndPoint? peer, Voucher? voucher = null) =>
        gate.Enter(
            _said.Reader.AsStream(), _heard.Writer.AsStream(), peer, () => _heard.Writer.Complete(),
            () => _said.Reader.Complete(), voucher);

    /// <summary>Says an object; each has its own ref if an answer is waited for.</summary>
    public async Task SayAsync(Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        using (var json = new Utf8JsonWriter(_said.Writer, s_options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        _said.Writer.Write("\n"u8);
        await _said.Writer.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next object as it was written, owned by the caller; null at the end of the server's stream.
    /// </summary>
    public async Task<byte[]?> HearAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _heard.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var frame = read.Buffer.Slice(0, end).ToArray();
                _heard.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return frame;
            }
            _heard.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    /// <summary>The answer that has the ref, past all else that is heard; null if none came before the end, which an
    /// error may have told the reason of.</summary>
    public async Task<(JsonDocument? Answer, JsonElement? LastError)> AnswerAsync(
        string reference, CancellationToken cancellation)
    {
        JsonElement? error = null;
        while (await HearAsync(cancellation).ConfigureAwait(false) is { } frame)
        {
            var heard = JsonDocument.Parse(frame);
            if (heard.RootElement.TryGetProperty("ref", out var of) && of.GetString() == reference)
                return (heard, null);
            using (heard)
            {
                if (heard.RootElement.GetProperty("type").GetString() == "error") error = heard.RootElement.Clone();
            }
        }
        return (null, error);
    }

    public async ValueTask DisposeAsync()
    {
        await _said.Writer.CompleteAsync().ConfigureAwait(false);
        await _heard.Reader.CompleteAsync().ConfigureAwait(false);
    }
}

using System.Reactive.Linq;

namespace RxChat;

/// <summary>Who is told of what a WebSocket's peer says beside its messages.</summary>
internal interface IWebSocketControl
{
    /// <summary>The peer asks for a pong with these bytes.</summary>
    void Pinged(byte[] payload);

    /// <summary>The peer has closed, or has to be: with which code that is answered. The stream ends then.</summary>
    void Closing(int code);
}

/// <summary>A peer has not kept to RFC 6455; nothing after that can be trusted.</summary>
internal sealed class WebSocketFrameException(string problem) : Exception(problem);

/// <summary>WebSocket frames to messages, at any split.</summary>
internal static class WebSocketOperators
{
    /// <summary>
    /// Takes the frames of a client apart (RFC 6455): what comes out are the bytes of its text messages, unmasked, put
    /// together and ended by NUL each, for the framing that cuts there. Nothing is buffered but a header and a control
    /// frame, so how long a message may be is for that framing to say.
    /// </summary>
    /// <param name="chunks">Bytes in any split, borrowed for the length of OnNext.</param>
    /// <param name="control">Told of the last ping of a chunk, and of the close.</param>
    /// <returns>The messages' bytes, borrowed too; an empty chunk where there were none. Completes at the peer's close
    /// and end of stream; errs with <see cref="WebSocketFrameException"/> after what came before the fault. A NUL in a
    /// message, which JSON has none of, becomes U+0001.</returns>
    public static IObservable<ReadOnlyMemory<byte>> WebSocketMessages(
        this IObservable<ReadOnlyMemory<byte>> chunks, IWebSocketControl control) =>
        Observable.Create<ReadOnlyMemory<byte>>(
            observer => chunks.Subscribe(new WebSocketReader(observer, control)));
}

using System.Reactive.Linq;

namespace RxChat;

/// <summary>
/// Makes something of a frame, whose bytes are borrowed for the length of the call; null ignores the frame.
/// </summary>
public delegate T? FrameDecoder<out T>(ReadOnlySpan<byte> frame)
    where T : class;

/// <summary>Chunks to frames, at any split.</summary>
public static class FrameOperators
{
    /// <summary>Cuts a byte stream into frames and decodes each.</summary>
    /// <param name="chunks">Bytes in any split, borrowed for the length of OnNext.</param>
    /// <param name="framing">How to cut.</param>
    /// <param name="maximum">The most bytes a frame may hold; at most so many and one chunk
    /// are buffered per subscription.</param>
    /// <param name="decode">Makes the element; what it throws ends the stream as an
    /// error, after all frames before.</param>
    /// <returns> The frames in order. Errs with <see cref="FrameTooLongException"/> after the frames before the
    /// overlong one. An unfinished frame at the end is dropped. An error of the source passes through. </returns>
    public static IObservable<T> Frames<T>(
        this IObservable<ReadOnlyMemory<byte>> chunks, Framing framing, int maximum, FrameDecoder<T> decode)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(decode);
        return Frames(chunks, framing, new EagerReader<T>(maximum, decode));
    }

    /// <summary>Cuts a byte stream into frames that are copies, owned by whoever receives them.</summary>
    /// <inheritdoc cref="Frames{T}(IObservable{ReadOnlyMemory{byte}}, Framing, int, FrameDecoder{T})" />
    public static IObservable<byte[]> Frames(
        this IObservable<ReadOnlyMemory<byte>> chunks, Framing framing, int maximum) =>
        Frames(chunks, framing, maximum, static frame => frame.ToArray());

    /// <summary>As the public one, for a reader that has more to say.</summary>
    internal static IObservable<T> Frames<T>(
        this IObservable<ReadOnlyMemory<byte>> chunks, Framing framing, IFrameReader<T> reader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(framing);
        return Observable.Create<T>(observer =>
        {
            var framer = new Framer<T>(observer, framing, reader);
            framer.Source = chunks.Subscribe(framer);
            return framer;
        });
    }
}

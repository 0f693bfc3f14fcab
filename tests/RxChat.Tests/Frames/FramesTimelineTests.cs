using System.Text;
using Microsoft.Reactive.Testing;

namespace RxChat.Tests.Frames;

/// <summary>The framing operator as timelines: what comes out when, and when it lets go of its source.</summary>
public class FramesTimelineTests : ReactiveTest
{
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void A_frame_comes_out_with_the_chunk_that_ends_it()
    {
        var chunks = _scheduler.CreateHotObservable(
            OnNext(210, Chunk("he")),
            OnNext(220, Chunk("llo\0wor")),
            OnNext(230, Chunk("ld\0!\0")),
            OnCompleted<ReadOnlyMemory<byte>>(240));

        var result = _scheduler.Start(() => chunks.Frames(Framing.Nul, 100, Text));

        result.Messages.AssertEqual(
            OnNext(220, "hello"), OnNext(230, "world"), OnNext(230, "!"), OnCompleted<string>(240));
        chunks.Subscriptions.AssertEqual(Subscribe(200, 240));
    }

    [Fact]
    public void An_unfinished_frame_is_dropped_at_the_end()
    {
        var chunks = _scheduler.CreateHotObservable(OnNext(210, Chunk("a\0b")), OnCompleted<ReadOnlyMemory<byte>>(220));

        var result = _scheduler.Start(() => chunks.Frames(Framing.Nul, 100, Text));

        result.Messages.AssertEqual(OnNext(210, "a"), OnCompleted<string>(220));
    }

    [Fact]
    public void A_frame_too_long_ends_the_stream_after_the_frames_before_it_and_lets_the_source_go()
    {
        var chunks = _scheduler.CreateHotObservable(
            OnNext(210, Chunk("ok\0tooo")), OnNext(220, Chunk("long\0ok\0")), OnNext(230, Chunk("ok\0")));

        var result = _scheduler.Start(() => chunks.Frames(Framing.Nul, 4, Text));

        result.Messages.AssertEqual(
            OnNext(210, "ok"), OnError<string>(220, error => error is FrameTooLongException { Maximum: 4 }));
        chunks.Subscriptions.AssertEqual(Subscribe(200, 220));
    }

    [Fact]
    public void What_the_decoder_throws_ends_the_stream()
    {
        var chunks = _scheduler.CreateHotObservable(OnNext(210, Chunk("a\0b\0")));

        var result = _scheduler.Start(() => chunks.Frames<string>(Framing.Nul, 4, _ => throw new FormatException()));

        result.Messages.AssertEqual(OnError<string>(210, error => error is FormatException));
        chunks.Subscriptions.AssertEqual(Subscribe(200, 210));
    }

    [Fact]
    public void A_frame_the_decoder_makes_nothing_of_is_ignored()
    {
        var chunks = _scheduler.CreateHotObservable(OnNext(210, Chunk("\0\0a\0\0")));

        var result = _scheduler.Start(() => chunks.Frames(Framing.Nul, 4, frame => frame.IsEmpty ? null : Text(frame)));

        result.Messages.AssertEqual(OnNext(210, "a"));
    }

    [Fact]
    public void An_error_of_the_source_passes_through()
    {
        var broken = new IOException();
        var chunks =
            _scheduler.CreateHotObservable(OnNext(210, Chunk("a\0b")), OnError<ReadOnlyMemory<byte>>(220, broken));

        var result = _scheduler.Start(() => chunks.Frames(Framing.Nul, 4, Text));

        result.Messages.AssertEqual(OnNext(210, "a"), OnError<string>(220, broken));
    }

    [Fact]
    public void Nothing_comes_after_it_is_disposed_in_the_middle_of_a_chunk()
    {
        var chunks = _scheduler.CreateHotObservable(OnNext(210, Chunk("a\0b\0c\0")));

        var result =
            _scheduler.Start(() => System.Reactive.Linq.Observable.Take(chunks.Frames(Framing.Nul, 4, Text), 2));

        result.Messages.AssertEqual(OnNext(210, "a"), OnNext(210, "b"), OnCompleted<string>(210));
        chunks.Subscriptions.AssertEqual(Subscribe(200, 210));
    }

    private static ReadOnlyMemory<byte> Chunk(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> frame) => Encoding.UTF8.GetString(frame);
}

using System.Reactive.Subjects;
using System.Text;

namespace RxChat.Tests.Frames;

/// <summary>Frames that are held back when their stream ends.</summary>
public class HeldFramesTests
{
    [Theory]
    [InlineData(true, new[] { "a", "broke" })]
    [InlineData(false, new[] { "a", "b", "c", "completed" })]
    public void An_error_drops_what_is_held_and_an_end_hands_it_on(bool breaks, string[] expected)
    {
        var (chunks, reader, events) = (new Subject<ReadOnlyMemory<byte>>(), new HoldingReader(), new List<string>());
        chunks.Frames(Framing.Nul, reader)
            .Subscribe(events.Add, e => events.Add(e.Message), () => events.Add("completed"));
        chunks.OnNext("a\0b\0c\0unfinished"u8.ToArray());
        if (breaks) chunks.OnError(new InvalidOperationException("broke"));
        else chunks.OnCompleted();
        reader.Resume!();

        events.Should().Equal(expected);
        reader.WasReleased.Should().BeFalse();
    }

    private sealed class HoldingReader : IFrameReader<string>
    {
        private int _asked;

        public Action? Resume { get; private set; }

        public bool WasReleased { get; private set; }

        public int MaxFrame => 100;

        public void Received()
        {
            // What matters is what is held.
        }

        public bool Holds(string? next, bool hasEnded, Action resume)
        {
            Resume = resume;
            return !hasEnded && _asked++ > 0;
        }

        public bool IsEnd(string element) => false;

        public void Released() => WasReleased = true;

        public string Decode(ReadOnlySpan<byte> frame) => Encoding.UTF8.GetString(frame);
    }
}

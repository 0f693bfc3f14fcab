using CsCheck;

namespace RxChat.Tests.Senders;

/// <summary>The channel behind a client: order, merging, and a bound that is never passed.</summary>
public class SendQueueTests
{
    private const int Bound = 3000;

    private readonly SendQueue _queue = new(new Settings(new ChatServerOptions { MaxFrame = 100, Backlog = Bound }));

    [Fact]
    public void Slices_that_continue_each_other_are_one()
    {
        var segment = Frames(10, 10, 10);
        foreach (var offset in new[] { 0, 10, 20 })
            _queue.Writer.TryWrite(new Slice(segment, offset, 10)).Should().BeTrue();

        _queue.Count.Should().Be(1);
        _queue.First.Should().Be(new Slice(segment, 0, 30));
    }

    [Fact]
    public void A_write_past_the_bound_is_refused_and_changes_nothing()
    {
        var segment = Frames(Bound - 1, 2);
        _queue.Writer.TryWrite(new Slice(segment, 0, Bound - 1)).Should().BeTrue();
        _queue.Writer.TryWrite(new Slice(segment, Bound - 1, 2)).Should().BeFalse();

        _queue.Bytes.Should().Be(Bound - 1);
        _queue.Count.Should().Be(1);
    }

    [Fact]
    public void Whatever_is_written_and_taken_comes_out_once_in_order_and_never_more_waits_than_the_bound() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 700]).Array[1, 200].Sample(steps =>
        {
            var queue = new SendQueue(new Settings(new ChatServerOptions { MaxFrame = 100, Backlog = Bound }));
            var (written, taken) = (new List<byte>(), new List<byte>());
            foreach (var (write, size) in steps)
            {
                if (write)
                {
                    var slice = new Slice(Frames(size), 0, size);
                    Random.Shared.NextBytes(slice.Segment.Bytes);
                    if (queue.Writer.TryWrite(slice)) written.AddRange(slice.Span);
                    else (queue.Bytes + size).Should().BeGreaterThan(Bound);
                }
                else if (queue.Count > 0)
                {
                    var count = Math.Min(size, queue.First.Length);
                    taken.AddRange(queue.First.Span[..count]);
                    queue.Take(count);
                }
                queue.Bytes.Should().BeLessThanOrEqualTo(Bound);
            }
            while (queue.Reader.TryRead(out var rest)) taken.AddRange(rest.Span);
            taken.Should().Equal(written);
        });

    internal static Segment Frames(params int[] lengths)
    {
        var segment = new Segment(lengths.Sum());
        foreach (var length in lengths) segment.Commit(length);
        return segment;
    }
}

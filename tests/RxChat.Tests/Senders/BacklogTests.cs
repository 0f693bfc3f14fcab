using CsCheck;

namespace RxChat.Tests.Senders;

/// <summary>The channel behind a client: order, merging, and a bound that is never passed.</summary>
public class BacklogTests
{
    private const int Bound = 3000;

    private readonly Backlog _backlog = new(new Settings(new ChatServerOptions { MaxFrame = 100, Backlog = Bound }));

    [Fact]
    public void References_that_continue_each_other_are_one()
    {
        var chunk = Frames(10, 10, 10);
        foreach (var offset in new[] { 0, 10, 20 }) _backlog.Writer.TryWrite(new Reference(chunk, offset, 10)).Should().BeTrue();

        _backlog.Count.Should().Be(1);
        _backlog.First.Should().Be(new Reference(chunk, 0, 30));
    }

    [Fact]
    public void A_write_past_the_bound_is_refused_and_changes_nothing()
    {
        var chunk = Frames(Bound - 1, 2);
        _backlog.Writer.TryWrite(new Reference(chunk, 0, Bound - 1)).Should().BeTrue();
        _backlog.Writer.TryWrite(new Reference(chunk, Bound - 1, 2)).Should().BeFalse();

        _backlog.Bytes.Should().Be(Bound - 1);
        _backlog.Reader.Count.Should().Be(1);
    }

    [Fact]
    public void Whatever_is_written_and_taken_comes_out_once_in_order_and_never_more_waits_than_the_bound() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 700]).Array[1, 200].Sample(steps =>
        {
            var backlog = new Backlog(new Settings(new ChatServerOptions { MaxFrame = 100, Backlog = Bound }));
            var (written, taken) = (new List<byte>(), new List<byte>());
            foreach (var (write, size) in steps)
            {
                if (write)
                {
                    var reference = new Reference(Frames(size), 0, size);
                    Random.Shared.NextBytes(reference.Chunk.Bytes);
                    if (backlog.Writer.TryWrite(reference)) written.AddRange(reference.Span);
                    else (backlog.Bytes + size).Should().BeGreaterThan(Bound);
                }
                else if (backlog.Count > 0)
                {
                    var count = Math.Min(size, backlog.First.Length);
                    taken.AddRange(backlog.First.Span[..count]);
                    backlog.Take(count);
                }
                backlog.Bytes.Should().BeLessThanOrEqualTo(Bound);
            }
            while (backlog.Reader.TryRead(out var rest)) taken.AddRange(rest.Span);
            taken.Should().Equal(written);
        });

    internal static Chunk Frames(params int[] lengths)
    {
        var chunk = new Chunk(lengths.Sum());
        foreach (var length in lengths) chunk.Commit(length);
        return chunk;
    }
}

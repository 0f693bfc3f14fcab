using System.Buffers.Binary;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;

namespace RxChat.Tests.Frames;

/// <summary>For any content and any split: what was framed comes out, in order, whole, and nothing else.</summary>
public class FramingProperties
{
    private const int Maximum = 40;

    private static readonly Gen<byte[]> s_content =
        Gen.OneOf(Gen.Byte, Gen.Const((byte)0), Gen.Const((byte)'\n'), Gen.Const((byte)'\r')).Array[0, 60];

    private static readonly Gen<(byte[][] Frames, int[] Cuts)> s_story =
        Gen.Select(s_content.Array[0, 12], Gen.Int[1, 30].Array[1, 40]);

    [Fact]
    public void Nul_frames_survive_any_split() =>
        Survive(Framing.Nul, frame => [.. frame, 0], frame => [.. frame.Where(b => b != 0)]);

    [Fact]
    public void Lines_survive_any_split() =>
        Survive(
            Framing.Line,
            frame => [.. frame, (byte)'\n'],
            frame => [.. frame.Where(b => b is not ((byte)'\n' or (byte)'\r'))]);

    [Fact]
    public void Lines_ended_by_CR_LF_survive_any_split() =>
        Survive(Framing.Line, frame => [.. frame, (byte)'\r', (byte)'\n'], frame => [.. frame.Where(b => b != '\n')]);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public void Frames_preceded_by_their_length_survive_any_split(int size, bool bigEndian) =>
        Survive(
            Framing.LengthPrefix(size, bigEndian),
            frame => [.. Length(frame.Length, size, bigEndian), .. frame],
            frame => frame);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_length_takes_1_2_or_4_bytes(int size) =>
        FluentActions.Invoking(() => Framing.LengthPrefix(size))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("a length takes 1, 2 or 4 bytes*");

    [Fact]
    public void A_length_beyond_the_maximum_is_refused_before_any_content_is_waited_for()
    {
        var error = Outcome(Framing.LengthPrefix(), [[0xFF, 0xFF, 0xFF, 0xFF]]).Error;
        error.Should().BeOfType<FrameTooLongException>();
    }

    /// <summary>
    /// The frames before the first overlong one come out, then the stream errs; with none it completes.
    /// </summary>
    private static void Survive(Framing framing, Func<byte[], byte[]> frame, Func<byte[], byte[]> possible) =>
        s_story.Sample(story =>
        {
            var contents = story.Frames.Select(possible).ToList();
            var expected = contents.TakeWhile(content => content.Length <= Maximum).ToList();
            var bytes = contents.SelectMany(frame).ToArray();

            var (frames, error) = Outcome(framing, Split(bytes, story.Cuts));

            frames.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
            (error is FrameTooLongException).Should().Be(expected.Count < contents.Count);
        });

    private static (List<byte[]> Frames, Exception? Error) Outcome(Framing framing, IEnumerable<byte[]> chunks)
    {
        var (frames, error) = (new List<byte[]>(), (Exception?)null);
        using var source = new Subject<ReadOnlyMemory<byte>>();
        using var subscription = source.Frames(framing, Maximum).Subscribe(frames.Add, e => error = e);
        foreach (var chunk in chunks)
        {
            // A chunk is borrowed: what is kept of it must be a copy.
            source.OnNext(chunk);
            Array.Fill(chunk, (byte)'?');
        }
        source.OnCompleted();
        return (frames, error);
    }

    private static IEnumerable<byte[]> Split(byte[] bytes, int[] cuts)
    {
        for (var (from, i) = (0, 0); from < bytes.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], bytes.Length - from);
            yield return bytes[from..(from + length)];
            from += length;
        }
    }

    private static byte[] Length(int length, int size, bool bigEndian)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        var little = bytes[..size];
        return bigEndian ? [.. little.Reverse()] : little;
    }
}

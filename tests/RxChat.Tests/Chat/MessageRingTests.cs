using CsCheck;

namespace RxChat.Tests.Chat;

/// <summary>A ring of messages is a list of them, whatever their lengths, and whenever the first is removed.</summary>
public class MessageRingTests
{
    private static readonly string?[] s_keys = [null, "", "k", "ключ"];

    private static readonly Gen<Said> s_said = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 400], Gen.Bool, Gen.Int[0, 3].Select(n => s_keys[n]), Gen.Long[0, 1L << 50],
        (name, length, isBot, key, at) => new Said(
            (isBot
                ? new ChatMessage($"bot{name}", "tea", $"ö{new string('x', length)}", new DateTimeOffset(at, default))
                : new ChatMessage(new Person(0, $"p{name}"), "tea", $"{length} 🙂", new DateTimeOffset(at, default)))
                with { Key = key },
            Seq: 0,
            new MessageId((UInt128)at << 40)));

    [Fact]
    public void It_gives_back_what_it_was_given() =>
        Gen.Select(s_said, Gen.Int[0, 2]).Array[0, 300].Sample(
            steps =>
            {
                var (ring, list) = (new MessageRing("tea"), new List<Said>());
                foreach (var (said, removed) in steps)
                {
                    for (var n = 0; n < removed && list.Count > 0; n++)
                    {
                        ring.RemoveFirst();
                        list.RemoveAt(0);
                    }
                    ring.Add(said);
                    list.Add(said);
                    ring.Count.Should().Be(list.Count);
                    ring.Bytes.Should().Be(Enumerable.Range(0, list.Count).Sum(ring.BytesOf));
                    ring.Read(0, 0).Should().Be(list[0]);
                    ring.Read(list.Count - 1, 0).Should().Be(list[^1]);
                }
                Enumerable.Range(0, list.Count).Select(n => ring.Read(n, 0)).Should().Equal(list);
            },
            iter: 300);
}

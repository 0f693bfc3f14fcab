using CsCheck;

namespace RxChat.Tests.Chat;

/// <summary>A ring of entries is a list of them, whatever their lengths, and whenever the first is removed.</summary>
public class EntryRingTests
{
    private static readonly string?[] s_keys = [null, "", "k", "ключ"];

    private static readonly Gen<Numbered> s_entry = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 400], Gen.Bool, Gen.Int[0, 3].Select(n => s_keys[n]), Gen.Long[0, 1L << 50],
        (kind, length, isBot, key, at) => new HistoryRow(
            (HistoryKind)kind, Seq: 0, new Ulid((UInt128)at << 40), new DateTimeOffset(at, default), $"p{kind}",
            isBot ? default : new Ulid((UInt128)at), isBot && kind < 2, $"{new string('x', length)}🙂",
            kind == 0 ? key : null, kind is > 0 and < 5 ? new Target(at, new Ulid(7)) : null)
            .ToEntry("tea"));

    [Fact]
    public void It_gives_back_what_it_was_given() =>
        Gen.Select(s_entry, Gen.Int[0, 2]).Array[0, 300].Sample(
            steps =>
            {
                var (ring, list) = (new EntryRing("tea"), new List<Numbered>());
                foreach (var (entry, removed) in steps)
                {
                    for (var n = 0; n < removed && list.Count > 0; n++)
                    {
                        ring.RemoveFirst();
                        list.RemoveAt(0);
                    }
                    ring.Add(entry);
                    list.Add(entry);
                    ring.Count.Should().Be(list.Count);
                    ring.Bytes.Should().Be(Enumerable.Range(0, list.Count).Sum(ring.BytesOf));
                    ring.Read(0, 0).Should().Be(list[0]);
                    ring.Read(list.Count - 1, 0).Should().Be(list[^1]);
                }
                Enumerable.Range(0, list.Count).Select(n => ring.Read(n, 0)).Should().Equal(list);
            },
            iter: 300);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>
/// What a message, or a person, is known by for ever: 48 bits of milliseconds since 1970 and 80 random ones, so that
/// later ones sort later (github.com/ulid/spec). Written as 26 letters and digits of Crockford's base 32.
/// </summary>
/// <param name="Value">The bits.</param>
[JsonConverter(typeof(UlidConverter))]
public readonly record struct Ulid(UInt128 Value) : IComparable<Ulid>
{
    /// <summary>Characters of its text.</summary>
    public const int Characters = 26;

    /// <summary>Of its bytes those that are random.</summary>
    internal const int RandomBytes = 10, RandomBits = 8 * RandomBytes;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int BitsPerCharacter = 5;

    /// <summary>When it was made, to the millisecond.</summary>
    internal DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds((long)(Value >> RandomBits));

    /// <summary>One of a time and <see cref="RandomBytes"/> bytes.</summary>
    internal static Ulid Of(DateTimeOffset time, ReadOnlySpan<byte> random)
    {
        var value = (UInt128)Math.Max(0, time.ToUnixTimeMilliseconds());
        foreach (var one in random) value = (value << 8) | one;
        return new Ulid(value);
    }

    /// <summary>Reads its text, in either case; false if it is none.</summary>
    public static bool TryParse(string? text, out Ulid id)
    {
        id = default;
        // The first of them has 3 bits.
        if (text is not { Length: Characters } || text[0] is < '0' or > '7') return false;
        UInt128 value = 0;
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value << BitsPerCharacter) | (uint)digit;
        }
        id = new Ulid(value);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(Ulid other) => Value.CompareTo(other.Value);

    /// <summary>Whether one is earlier than the other.</summary>
    public static bool operator <(Ulid one, Ulid other) => one.Value < other.Value;

    /// <summary>Whether one is later than the other.</summary>
    public static bool operator >(Ulid one, Ulid other) => one.Value > other.Value;

    /// <summary>Whether one is not later than the other.</summary>
    public static bool operator <=(Ulid one, Ulid other) => one.Value <= other.Value;

    /// <summary>Whether one is not earlier than the other.</summary>
    public static bool operator >=(Ulid one, Ulid other) => one.Value >= other.Value;

    /// <summary>Its text.</summary>
    public override string ToString() => string.Create(Characters, Value, static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= BitsPerCharacter;
        }
    });

    internal sealed class UlidConverter : JsonConverter<Ulid>
    {
        public override Ulid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var id) ? id : throw new JsonException("this is no ULID");

        public override void Write(Utf8JsonWriter writer, Ulid value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}

/// <summary>Makes ids, each later than the one before, however fast they come and whatever the clock does.</summary>
/// <param name="random">Of the server's own seed.</param>
/// <param name="last">The one before the first.</param>
internal sealed class Ulids(Random random, Ulid last = default)
{
    private UInt128 _last = last.Value;

    public Ulid Last => new(_last);

    public Ulid Next(DateTimeOffset now)
    {
        var time = (UInt128)Math.Max(0, now.ToUnixTimeMilliseconds()) << Ulid.RandomBits;
        // Within a millisecond it counts on.
        _last = time >> Ulid.RandomBits > _last >> Ulid.RandomBits
            ? time | ((UInt128)(ulong)random.NextInt64(1L << 40) << 40) | (ulong)random.NextInt64(1L << 40)
            : _last + 1;
        return new Ulid(_last);
    }
}

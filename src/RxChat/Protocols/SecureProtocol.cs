using System.Buffers.Binary;

namespace RxChat;

/// <summary>
/// A protocol within TLS (RFC 8446), by its scheme and an <c>s</c>. Nothing is decrypted here: what begins as TLS does
/// is given away, and comes in again as what is within.
/// </summary>
internal sealed class SecureProtocol(Protocol within) : Protocol
{
    /// <summary>Of a record that holds a handshake, as the first one does (RFC 8446 5.1).</summary>
    private const byte Handshake = 0x16;

    /// <summary>Type, version and length of a record (RFC 8446 5.1).</summary>
    private const int RecordHeader = 5;

    private const int LongestRecord = RecordHeader + (16 * 1024) + 256;

    /// <summary>What is spoken once it is decrypted.</summary>
    public Protocol Within { get; } = within;

    public override string Scheme => $"{Within.Scheme}s";

    public override Framing Framing => Within.Framing;

    public override WireEncoding Encoding => Within.Encoding;

    public override bool HasOpening => true;

    public override Refusal Foreign => new ForeignSpeech("plain text", "TLS");

    public override bool IsWhole(ReadOnlySpan<byte> opening) =>
        opening[0] != Handshake
        || opening.Length >= LongestRecord
        || (opening.Length >= RecordHeader
            && opening.Length >= RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(opening[3..]));

    public override bool IsForOthers(ReadOnlySpan<byte> opening) => opening[0] == Handshake;

    // Who is refused unheard would take plain text for a broken record.
    public override byte[] TurnAway(Refusal reason) => reason is ForeignSpeech ? Within.TurnAway(reason) : [];

    public override Conversation Begin(Person person) =>
        throw new InvalidOperationException($"what is within {Scheme} begins elsewhere");
}

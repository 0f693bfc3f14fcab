using System.Net;

namespace RxChat.Benchmarks;

/// <summary>What is said in every benchmark: 64 bytes, on the wire with its delimiter or length.</summary>
internal static class Payload
{
    public const int MessageBytes = 64;

    public static string Text { get; } = new('x', MessageBytes - 1);

    public static byte[] Utf8 { get; } = [.. Enumerable.Repeat((byte)'x', MessageBytes - 1)];

    /// <summary>A message as each framing wants it, always <see cref="MessageBytes"/> long.</summary>
    public static byte[] Framed(string wire) => wire switch
    {
        "nul" => [.. Utf8, 0],
        "line" => [.. Utf8, (byte)'\n'],
        "length" => [0, 0, 0, MessageBytes - 4, .. Utf8.AsSpan(3)],
        _ => throw new ArgumentOutOfRangeException(nameof(wire)),
    };

    public static Client Client(long id = 1) =>
        new(id, TextProtocol.Nul, new IPEndPoint(IPAddress.Loopback, 1024 + (int)id), hideAddress: false, default);
}

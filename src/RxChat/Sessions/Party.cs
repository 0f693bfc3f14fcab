using System.Net;

namespace RxChat;

/// <summary>
/// Who is counted as one: an address of IPv4; of IPv6, where one party has as many addresses as it likes, all of a /64
/// (RFC 6177).
/// </summary>
internal static class Party
{
    private const int BytesOfNetwork = 8;

    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length) || length < bytes.Length) return address;
        bytes[BytesOfNetwork..].Clear();
        return new IPAddress(bytes);
    }
}

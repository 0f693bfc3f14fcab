using System.Text;

namespace RxChat.Testing;

/// <summary>Cuts what comes into lines, or what another byte ends.</summary>
internal sealed class Lines(byte delimiter, Action<string> line)
{
    private byte[] _rest = [];

    public void Take(ReadOnlySpan<byte> bytes)
    {
        for (int end; (end = bytes.IndexOf(delimiter)) >= 0; bytes = bytes[(end + 1)..])
        {
            line(_rest.Length == 0 ? Encoding.UTF8.GetString(bytes[..end])
                : Encoding.UTF8.GetString([.. _rest, .. bytes[..end]]));
            _rest = [];
        }
        if (!bytes.IsEmpty) _rest = [.. _rest, .. bytes];
    }
}

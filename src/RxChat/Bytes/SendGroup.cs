namespace RxChat;

/// <summary>Connections of one transport that are sent the same bytes in few calls of the system; each joins by
/// <see cref="Connection.JoinGroup"/>.</summary>
internal abstract class SendGroup : IDisposable
{
    /// <summary>There is room for so many.</summary>
    public const int Most = 64;

    /// <summary>Sends to all that joined and forgets them.</summary>
    /// <returns>What each took, in the order they joined, as <see cref="Connection.Send"/> tells it. Valid until the
    /// next call.</returns>
    public abstract ReadOnlySpan<int> Send(ReadOnlySpan<byte> bytes);

    public abstract void Dispose();
}

namespace RxChat;

/// <summary>Owns a connection that may not stay: it was told why, and is closing.</summary>
internal sealed class RefusedConnection(Connection connection, Action<Connection> closed) : IConnectionOwner
{
    public void OnWritable()
    {
        // What did not fit at first is not worth waiting for.
    }

    public void OnClosed() => closed(connection);
}

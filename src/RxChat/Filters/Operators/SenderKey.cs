namespace RxChat;

/// <summary>
/// Whom a sanction holds for: an account, else an address, so that neither another connection nor another name evades
/// it. Whoever has neither, or shares the server's machine, is a connection.
/// </summary>
internal readonly record struct SenderKey(string? Name, long Id)
{
    private const long Account = -1, Address = -2;

    public static SenderKey Of(ChatMessage message) => Of(message.Sender);

    public static SenderKey Of(Person? sender) => sender switch
    {
        { Account: { } account } => new(account, Account),
        { Peer: { IsLocal: false, Host: { } host } } => new(host, Address),
        _ => new(null, sender?.Id ?? 0),
    };
}

namespace RxChat.Tests.Stories;

/// <summary>A chat with accounts in memory, whose passwords are kept as they are: hashing takes real time.</summary>
internal static class AccountChat
{
    public static VirtualChat New(
        Func<ChatServerOptions, ChatServerOptions>? change = null, IPasswords? passwords = null,
        ITokenJudge? judge = null)
    {
        var options = new ChatServerOptions
        {
            Accounts = new Accounts(
                new MemoryAccountStore(), passwords ?? new PlainPasswords(), NotAtRandom(), judge),
        };
        return new VirtualChat(change is null ? options : change(options));
    }

    public static Func<int, byte[]> NotAtRandom()
    {
        var random = new Random(7);
        return count =>
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        };
    }
}

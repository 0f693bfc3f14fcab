namespace RxChat;

/// <summary>
/// Makes of a password what may be kept, and tells whether one is that. Both take their time, on purpose.
/// </summary>
public interface IPasswords
{
    /// <summary>Called on any thread; must not block before it returns.</summary>
    /// <exception cref="BusyException">Too many wait already.</exception>
    Task<string> HashAsync(Secret password, CancellationToken cancellation);

    /// <summary>Whether the hash is of the password.</summary>
    /// <exception cref="BusyException">Too many wait already.</exception>
    Task<bool> VerifyAsync(string hash, Secret password, CancellationToken cancellation);
}

/// <summary>Too much waits to be done already; later it can be done.</summary>
public sealed class BusyException() : Exception("too much waits to be done already");

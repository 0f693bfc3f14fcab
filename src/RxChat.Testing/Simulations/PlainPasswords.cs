namespace RxChat.Testing;

/// <summary>Who knows the password has the hash: hashing takes real time.</summary>
internal sealed class PlainPasswords : IPasswords
{
    public Task<string> HashAsync(Secret password, CancellationToken cancellation) =>
        Task.FromResult(password.Reveal());

    public Task<bool> VerifyAsync(string hash, Secret password, CancellationToken cancellation) =>
        Task.FromResult(hash == password.Reveal());
}

using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace RxChat.Server.Users;

/// <summary>
/// Passwords hashed as ASP.NET Core's Identity does (PBKDF2 with HMAC-SHA512, NIST SP 800-132), one at a time, on a
/// thread that is not the loop's: who checks many makes nobody wait but each other.
/// </summary>
internal sealed class HashedPasswords : IPasswords, IDisposable
{
    /// <summary>What OWASP recommends for this hash; about 100 ms.</summary>
    public const int Iterations = 210_000;

    /// <summary>Those that wait; one more is told that it is too many.</summary>
    public const int Most = 16;

    private readonly Channel<Action> _waiting =
        Channel.CreateBounded<Action>(new BoundedChannelOptions(Most) { SingleReader = true });

    public HashedPasswords() => _ = Task.Run(WorkAsync);

    public Task<string> HashAsync(Secret password, CancellationToken cancellation) =>
        Do(() => Hasher.Instance.HashPassword("", password.Reveal()), cancellation);

    public Task<bool> VerifyAsync(string hash, Secret password, CancellationToken cancellation) => Do(
        () => Hasher.Instance.VerifyHashedPassword("", hash, password.Reveal()) != PasswordVerificationResult.Failed,
        cancellation);

    public void Dispose() => _waiting.Writer.TryComplete();

    private Task<T> Do<T>(Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = _waiting.Writer.TryWrite(() =>
        {
            // Who has gone meanwhile costs nothing.
            try
            {
                if (cancellation.IsCancellationRequested) done.TrySetCanceled(cancellation);
                else done.TrySetResult(work());
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Of a hash that is none, which costs nobody else their login.
                done.TrySetException(e);
            }
        });
        return isTaken ? done.Task : throw new BusyException();
    }

    private async Task WorkAsync()
    {
        await foreach (var work in _waiting.Reader.ReadAllAsync()) work();
    }

    // Loaded when the first password comes: who serves guests alone starts without it.
    private static class Hasher
    {
        public static readonly PasswordHasher<string> Instance =
            new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    }
}

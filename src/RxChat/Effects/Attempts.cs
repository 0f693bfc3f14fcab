using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// How often a password was tried for a name, and from an address: a few at once, then one after the other, so that
/// nobody finds one by trying.
/// </summary>
internal sealed class Attempts(IScheduler scheduler)
{
    private const int MostAtOnce = 5, MostAtOnceFromAnAddress = 20, MostKept = 100_000;

    private static readonly TimeSpan s_perName = TimeSpan.FromSeconds(12), s_perAddress = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, TimeSpan> _paidUntil = new(Names.Comparer);

    /// <summary>
    /// How long to wait before this one; null is not at all, and it counts. What makes something that is kept counts
    /// for the address, too.
    /// </summary>
    public TimeSpan? WaitFor(Command asked, Person person)
    {
        if (asked is not (Login or ChangePassword or DeleteAccount or Register or AskToken)) return null;
        // What is too long is nobody's name. Nobody guesses a token, and who tries to does it from somewhere.
        var named = asked is Login login ? login.Name : asked is ChangePassword or DeleteAccount ? person.Name : null;
        if (named is { Length: > ChatServerOptions.LongestName }) named = "";
        var now = scheduler.Elapsed();
        if (_paidUntil.Count > MostKept) Forget(now);
        var byName = named is not null ? Wait(named, now, s_perName, MostAtOnce) : null;
        var byAddress = person.Peer is { IsLocal: false, Party: { } party }
            ? Wait(AddressOf(party), now, s_perAddress, MostAtOnceFromAnAddress)
            : null;
        if ((byName ?? byAddress) is not null) return byName > byAddress || byAddress is null ? byName : byAddress;
        if (named is not null) Pay(named, now, s_perName);
        if (person.Peer is { IsLocal: false, Party: { } from }) Pay(AddressOf(from), now, s_perAddress);
        return null;
    }

    /// <summary>A token was somebody's: nothing was tried.</summary>
    public void Return(Command asked, Person person)
    {
        if (asked is Login { Name: null } && person.Peer is { IsLocal: false, Party: { } from })
            _paidUntil[AddressOf(from)] = _paidUntil.GetValueOrDefault(AddressOf(from)) - s_perAddress;
    }

    // No name has a colon.
    private static string AddressOf(string party) => $"{party}:";

    private TimeSpan? Wait(string key, TimeSpan now, TimeSpan each, int most)
    {
        var wait = CellRate.Wait(_paidUntil.GetValueOrDefault(key), now, each, most * each);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private void Pay(string key, TimeSpan now, TimeSpan each) =>
        _paidUntil[key] = CellRate.Pay(_paidUntil.GetValueOrDefault(key), now, each);

    private void Forget(TimeSpan now)
    {
        foreach (var (key, until) in _paidUntil)
        {
            if (until < now) _paidUntil.Remove(key);
        }
    }
}

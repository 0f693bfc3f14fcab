using System.Diagnostics;
using System.Text;
using RxChat.Bench.Check;

namespace RxChat.Server.Tests;

/// <summary>
/// One trial: everybody comes, speaks and reads for a while, and what each of them got is held against what was said.
/// </summary>
internal sealed class CheckerTrial : IDisposable
{
    /// <summary>The time without any delivery after which what is under way counts as lost.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);

    private readonly int _seed;
    private readonly CheckerPlan _plan;
    private readonly CheckerRoom _lobby;
    private readonly CheckerRoom _side;
    private readonly List<CheckerStayers> _groups = [];
    private readonly List<CheckerClient> _clients = [];
    private readonly List<CheckerGuest> _guests = [];
    private readonly List<Task> _reading = [];
    private readonly List<Func<CancellationToken, Task>> _acts = [];
    private readonly CancellationTokenSource _over = new();

    public CheckerTrial(CheckerPlan plan, int seed)
    {
        (_plan, _seed) = (plan, seed);
        // Publishers come first; each guest has a number in both rooms.
        var speakers = plan.Nul.Count(reader => reader.Publishes) + plan.Guests + 1;
        var run = (uint)seed & 0xFFFFFE;
        _lobby = new CheckerRoom("lobby", plan.Size, run, speakers);
        _side = new CheckerRoom("side", plan.Size, run + 1, speakers);
    }

    /// <summary>Everything that was found wrong; nothing is as it should be.</summary>
    public IReadOnlyList<string> Faults => [.. _lobby.Faults, .. _side.Faults];

    public override string ToString() =>
        $"seed {_seed}: {_lobby.Said} messages in {_lobby.Name}, {_side.Said} in {_side.Name}";

    /// <summary>Those who stay in the lobby.</summary>
    public async Task ComeAsync(int port, byte delimiter, IReadOnlyList<CheckerReader> readers)
    {
        if (readers.Count == 0) return;
        var clients = await ComeAsync(_lobby, port, delimiter, readers);
        var publishing = clients.Where((_, i) => readers[i].Publishes);
        foreach (var (speaker, client) in publishing.Index())
            _acts.Add(over => client.PublishAsync(_lobby, speaker, _plan.Window, over));
    }

    /// <summary>Those who stay in the other room, and those who come and go.</summary>
    public async Task ComeAsync(RxChatProcess server)
    {
        await ComeAsync(server.NulPort, 0, _plan.Nul);
        await ComeAsync(server.LinePort, (byte)'\n', _plan.Line);
        if (_plan.Side.Count > 0)
        {
            foreach (var client in await ComeAsync(_side, server.NulPort, 0, _plan.Side))
                await client.SendAsync(
                    Encoding.UTF8.GetBytes($"/join {_side.Name}\0/leave {_lobby.Name}\0/join {_side.Name}\0"));
        }
        for (var i = 0; i < _plan.Guests + _plan.Frozen; i++)
        {
            var frozen = i >= _plan.Guests;
            var speaker = _lobby.Speakers - 1 - (frozen ? 0 : i + 1);
            var guest = new CheckerGuest(i, new Random(_seed + i), server, _lobby, _side, speaker);
            _guests.Add(guest);
            _acts.Add(frozen ? guest.FreezeAsync : over => guest.ComeAndGoAsync(_plan.PauseBetweenActs, over));
        }
    }

    public async Task RunAsync(TimeSpan time)
    {
        await GatherAsync(_lobby, _clients[0]);
        if (_plan.Side.Count > 0) await GatherAsync(_side, _clients[^1]);
        _over.CancelAfter(time);
        await Task.WhenAll(_acts.Select(act => Guarded(act(_over.Token))).Append(SpeedUpAsync()));
        await DeliveredAsync();
        _clients.ForEach(client => client.Dispose());
        await Task.WhenAll(_reading);

        _groups.ForEach(group => group.Check());
        _guests.ForEach(guest => guest.Check());
        _lobby.CheckOrder();
        _side.CheckOrder();
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _over.Dispose();
    }

    private async Task<List<CheckerClient>> ComeAsync(
        CheckerRoom room, int port, byte delimiter, IReadOnlyList<CheckerReader> readers)
    {
        var group = new CheckerStayers(room, delimiter, [.. readers.Select((reader, i) => $"{i}, {reader},")]);
        var clients = new List<CheckerClient>();
        for (var i = 0; i < readers.Count; i++)
            clients.Add(await CheckerClient.ConnectAsync(port, readers[i], group, i));
        _groups.Add(group);
        _clients.AddRange(clients);
        _reading.AddRange(clients.Select(client => client.ReadAsync()));
        return clients;
    }

    /// <summary>Asks who is there until all have answered by hearing it, and tells them that now it counts.</summary>
    private async Task GatherAsync(CheckerRoom room, CheckerClient speaker)
    {
        var message = new byte[_plan.Size];
        var groups = _groups.Where(group => group.Room == room).ToList();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var round = 1; !groups.TrueForAll(group => group.HaveGathered); round++)
        {
            foreach (var group in groups) group.Gather(round);
            room.PayloadOf(0).Write(message, Payload.Gather, round, 0);
            await speaker.SendAsync(message);
            await Patience.WaitAsync(token => tick.WaitForNextTickAsync(token).AsTask(), "everybody to be there");
        }
        room.PayloadOf(0).Write(message, Payload.Start, 0, 0);
        await speaker.SendAsync(message);
        while (!groups.TrueForAll(group => group.HaveStarted))
            await Patience.WaitAsync(token => tick.WaitForNextTickAsync(token).AsTask(), "everybody to start");
    }

    /// <summary>
    /// At the end all read faster, so that what is under way arrives soon, and alike, so that who is slower than the
    /// others is so still: a room waits for the slower half, not for one.
    /// </summary>
    private async Task SpeedUpAsync()
    {
        var over = new TaskCompletionSource();
        await using var registration = _over.Token.Register(over.SetResult);
        await over.Task;
        _clients.ForEach(client => client.SpeedUp(2));
    }

    private async Task DeliveredAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var (moved, since) = (-1L, Stopwatch.StartNew());
        while (!_groups.TrueForAll(group => group.HaveAll) && since.Elapsed < s_quiet)
        {
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var deliveries = _groups.Sum(group => group.Deliveries);
            if (deliveries != moved) since.Restart();
            moved = deliveries;
        }
    }

    private async Task Guarded(Task act)
    {
        try { await act; }
        catch (Exception e) { _lobby.Fault($"{e.Message} ({e.GetType().Name})"); }
    }
}

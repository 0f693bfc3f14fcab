using System.Net.Sockets;
using System.Reactive.Linq;

namespace RxChat.Tests.Bytes;

/// <summary>However a connection ends, its peer gets what is its own.</summary>
public class EndTests
{
    public static TheoryData<EngineKind> Engines => [EngineKind.Epoll, EngineKind.Sockets];

    [Theory, MemberData(nameof(Engines))]
    public async Task A_word_sent_during_the_closing_costs_nobody_the_last_bytes(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync(receiveBuffer: 4096);
        var closed = new Closing(connection);
        await wire.Do(() => { connection.Bytes.Subscribe(); });
        var sent = await wire.FillAsync(connection);
        await wire.Do(() =>
        {
            connection.FinishReceiving();
            connection.Close();
        });
        await peer.SendAsync("still here?"u8.ToArray());

        (await Wire.ReadToEndAsync(peer)).Should().Be(sent);
        peer.Close();
        await Wire.Soon(closed.Task);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_came_after_a_failure_and_was_never_read_costs_nobody_the_last_bytes(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync(receiveBuffer: 4096);
        await wire.Do(() => { connection.Bytes.Subscribe(_ => { }, _ => { }); });
        var sent = await wire.FillAsync(connection);
        await wire.Do(connection.Pause);
        await peer.SendAsync(new byte[100_000]);
        await wire.Do(() =>
        {
            connection.Fail(new InvalidOperationException("too slow"));
            connection.Close();
            connection.Fail(new InvalidOperationException("said twice"));
        });

        (await Wire.ReadToEndAsync(peer)).Should().Be(sent);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_ended_its_own_stream_gets_everything_what_the_transport_holds_too(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync(receiveBuffer: 4096);
        var ended = new TaskCompletionSource();
        await wire.Do(() => { connection.Bytes.Subscribe(_ => { }, ended.SetResult); });
        var sent = await wire.FillAsync(connection);
        peer.Shutdown(SocketShutdown.Send);
        await Wire.Soon(ended.Task);
        await wire.Do(connection.Close);

        (await Wire.ReadToEndAsync(peer)).Should().Be(sent);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_takes_nothing_is_cut_off_when_its_time_is_over(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync(receiveBuffer: 4096);
        var closed = new Closing(connection);
        await wire.FillAsync(connection);
        await wire.Do(() => connection.Close(TimeSpan.FromSeconds(1)));
        await Wire.Soon(closed.Task);

        var reading = () => Wire.ReadToEndAsync(peer);
        (await reading.Should().ThrowAsync<SocketException>())
            .Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_has_everything_and_floods_is_heard_for_a_MiB(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync();
        var closed = new Closing(connection);
        await wire.Do(connection.Close);
        var flood = async () => { while (true) await Wire.Soon(peer.SendAsync(new byte[64 * 1024])); };

        await flood.Should().ThrowAsync<SocketException>();
        await Wire.Soon(closed.Task);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_connection_that_is_held_and_reset_ends_at_once_and_nothing_of_it_is_read(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync();
        var (chunks, ended) = (0, new TaskCompletionSource<string>());
        await wire.Do(() =>
        {
            connection.Bytes.Subscribe(
                _ => chunks++, e => ended.SetResult(e.GetType().Name), () => ended.SetResult("completed"));
            connection.Pause();
        });
        await peer.SendAsync("nobody reads this"u8.ToArray());
        peer.Close(timeout: 0);

        (await Wire.Soon(ended.Task)).Should().Be(nameof(SocketException));
        chunks.Should().Be(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_half_close_is_not_the_death_of_a_held_connection(EngineKind engine)
    {
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync();
        var events = new List<string>();
        var ended = new TaskCompletionSource();
        await wire.Do(() =>
        {
            connection.Bytes.Subscribe(chunk => events.Add($"{chunk.Length}"), ended.SetException, ended.SetResult);
            connection.Pause();
        });
        await peer.SendAsync("read later"u8.ToArray());
        peer.Shutdown(SocketShutdown.Send);
        await Observable.Timer(TimeSpan.FromSeconds(1.2), wire.Loop);
        await wire.Do(connection.Resume);

        await Wire.Soon(ended.Task);
        events.Should().Equal("10");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_peer_has_not_taken_is_known(EngineKind engine)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("only Linux tells");
        using var wire = new Wire(engine);
        var (connection, peer) = await wire.ConnectAsync(receiveBuffer: 4096);
        (await wire.Do(() => connection.Unacknowledged)).Should().Be(0);
        var sent = await wire.FillAsync(connection);
        var frozen = await wire.Do(() => connection.Unacknowledged);
        frozen.Should().BeInRange(sent - 100_000, sent + 16 * 1024, "a frozen peer takes no more than its buffer");
        for (var left = sent; left > 0;) left -= await Wire.Soon(peer.ReceiveAsync(new byte[64 * 1024]));

        while (await wire.Do(() => connection.Unacknowledged) > 0)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Closing : IConnectionOwner
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Closing(Connection connection) => connection.Owner = this;

        public Task Task => _closed.Task;

        public void OnWritable()
        {
            // Nothing waits here.
        }

        public void OnClosed() => _closed.SetResult();
    }
}

namespace RxChat.Server.Tests;

/// <summary>
/// A server with one client on each protocol who mean well, and one who may not: guest-1, guest-2 and guest-3.
/// </summary>
public sealed class Scene : IAsyncDisposable
{
    private int _checks;

    private Scene(RxChatProcess server, RawClient line, RawClient nul, RawClient offender) =>
        (Server, Line, Nul, Offender) = (server, line, nul, offender);

    public RxChatProcess Server { get; }

    public RawClient Line { get; }

    public RawClient Nul { get; }

    public RawClient Offender { get; }

    public static async Task<Scene> BeginAsync(string protocol, params string[] options)
    {
        var server = await RxChatProcess.ServeAsync(options);
        var line = await server.LineAsync();
        var nul = await server.NulAsync();
        await nul.SettleAsync();
        var offender = protocol == "line" ? await server.LineAsync() : await server.NulAsync();
        await offender.SettleAsync();
        return new Scene(server, line, nul, offender);
    }

    /// <summary>
    /// Both others talk and hear each other; of the offender they hear exactly what it said, and that it joined or
    /// left.
    /// </summary>
    public async Task OthersGoOnAsync(params string[] said)
    {
        var mark = $"still here {++_checks}";
        await Nul.ExpectAsync([.. said.Select(text => $"{Offender.Address}: {text}")]);
        await Nul.SendAsync(mark);
        await Nul.ExpectAsync($"{Nul.Address}: {mark}");
        var heard = await Line.ReadUntilAsync($"guest-2: {mark}");
        heard.Where(line => !line.StartsWith("* guest-", StringComparison.Ordinal)).Should()
            .Equal(said.Select(text => $"guest-3: {text}"));
        await Line.SendAsync(mark);
        await Line.ExpectAsync($"guest-1: {mark}");
        await Nul.ExpectAsync($"{Line.Address}: {mark}");
    }

    /// <summary>
    /// What the offender hears before the server closes, without its own leaving, which only one of the protocols
    /// tells.
    /// </summary>
    public async Task<List<string>> OffenderToEndAsync()
    {
        var frames = await Offender.ReadToEndAsync();
        frames.Remove("* guest-3 left");
        return frames;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

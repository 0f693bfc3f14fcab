namespace RxChat.Server.Tests;

/// <summary>
/// One who comes and goes: connects, takes names, enters and leaves rooms, speaks, and ends in one way or
/// another. Whatever it said is waited for before it ends, unless it closes its own side in order: then it has to
/// come before the server does so too.
/// </summary>
internal sealed class CheckerGuest(
    int number, Random random, RxChatProcess server, CheckerRoom lobby, CheckerRoom side, int speaker)
{
    private readonly List<CheckerTranscript> _transcripts = [];
    private int _sessions;
    private RawClient _client = null!;
    private string _who = "";
    private string _name = "";
    private CheckerTranscript _inLobby = null!;
    private CheckerTranscript _inSide = null!;
    private byte _delimiter;

    public async Task ComeAndGoAsync(TimeSpan? pause, CancellationToken over)
    {
        using var tick = new PeriodicTimer(pause ?? Timeout.InfiniteTimeSpan);
        while (!over.IsCancellationRequested)
        {
            await InSessionAsync(async () =>
            {
                await EnterAsync(random.Next(2) == 0 ? (byte)0 : (byte)'\n');
                for (var acts = random.Next(2, 9); acts > 0; acts--)
                {
                    if (pause is not null) await tick.WaitForNextTickAsync();
                    await ActAsync();
                }
                await EndAsync();
            });
        }
    }

    /// <summary>Stops reading until the trial is over; is cut off then, or has everything.</summary>
    public Task FreezeAsync(CancellationToken over) => InSessionAsync(async () =>
    {
        await EnterAsync(0, receiveBuffer: 4096);
        await WaitAsync(over);
        int until;
        lock (lobby.One) until = lobby.Order.Count;
        _client.FinishSending();
        var notice = await HearToEndAsync();
        bool complete;
        lock (lobby.One) complete = _inLobby.End() + 1 >= until;
        if (!complete && notice?.StartsWith("* you read too slowly", StringComparison.Ordinal) != true)
            lobby.Fault($"{_who}, frozen, was cut off without the reason; the last it heard: {notice}");
    });

    /// <summary>Holds what it got against what everybody got.</summary>
    public void Check() => _transcripts.ForEach(transcript => transcript.Check());

    private async Task InSessionAsync(Func<Task> session)
    {
        _who = $"guest {number} in session {++_sessions}";
        try { await session(); }
        catch (Exception e) { lobby.Fault($"{_who}: {e.Message} ({e.GetType().Name})"); }
        _client.Dispose();
    }

    private async Task EnterAsync(byte delimiter, int? receiveBuffer = null)
    {
        _delimiter = delimiter;
        _transcripts.Add(_inLobby = new CheckerTranscript(lobby, _who, speaker));
        _transcripts.Add(_inSide = new CheckerTranscript(side, _who, speaker));
        _inLobby.Enter();
        var port = delimiter == 0 ? server.NulPort : server.LinePort;
        _client = await RawClient.ConnectAsync(port, delimiter, receiveBuffer: receiveBuffer);
        await RenameAsync();
    }

    private Task ActAsync() => random.Next(8) switch
    {
        0 => RenameAsync(),
        1 => AskAsync("/rooms", "* rooms: "),
        2 => AskAsync("/who lobby", "* in lobby: "),
        3 when _inLobby.IsThere => LeaveAsync(lobby, _inLobby),
        3 => JoinAsync(lobby, _inLobby),
        4 when _inSide.IsThere => LeaveAsync(side, _inSide),
        4 => JoinAsync(side, _inSide),
        _ => SpeakAsync(random.Next(1, 20)),
    };

    private async Task EndAsync()
    {
        switch (random.Next(4))
        {
            case 0:
                await _client.SendAsync("/quit");
                await HearToEndAsync();
                break;
            case 1:
                var said = await SayAsync(random.Next(1, 20));
                _client.FinishSending();
                await HearToEndAsync();
                // Half closed, it is still told what it said before; then it has left.
                if (said is { } room && TranscriptOf(room).LastOwn != room.LastOf(speaker))
                    room.Fault($"{_who} closed its side and was not told all it had said before");
                break;
            case 2:
                _client.Reset();
                break;
            default:
                // Closed with bytes unread, which is a reset as a rule.
                _client.Dispose();
                break;
        }
    }

    private async Task RenameAsync()
    {
        var name = $"g{number}.{_sessions}.{random.Next(1000)}";
        if (name == _name) return;
        await _client.SendAsync($"/name {_name = name}");
        await HearAsync(frame => frame.EndsWith($" is now {name}", StringComparison.Ordinal), "its name");
    }

    private async Task AskAsync(string question, string answer)
    {
        await _client.SendAsync(question);
        await HearAsync(frame => frame.StartsWith(answer, StringComparison.Ordinal), answer);
    }

    private async Task JoinAsync(CheckerRoom room, CheckerTranscript transcript)
    {
        await _client.SendAsync($"/join {room.Name}");
        await HearAsync(frame => frame.EndsWith($"* {_name} joined", StringComparison.Ordinal), $"{_name} joined");
        transcript.Enter();
    }

    private async Task LeaveAsync(CheckerRoom room, CheckerTranscript transcript)
    {
        await _client.SendAsync($"/leave {room.Name}");
        await HearAsync(frame => frame.EndsWith($"* {_name} left", StringComparison.Ordinal), $"{_name} left");
        transcript.Leave();
    }

    private async Task SpeakAsync(int messages)
    {
        if (await SayAsync(messages) is not { } room) return;
        await HearAsync(_ => TranscriptOf(room).LastOwn == room.LastOf(speaker), "its own words");
    }

    /// <summary>Says so many where it is, and tells where that was.</summary>
    private async Task<CheckerRoom?> SayAsync(int messages)
    {
        var room = _inSide.IsThere ? side : _inLobby.IsThere ? lobby : null;
        if (room is null) return null;
        // The room that texts go to is the one that was entered last.
        await AskAsync($"/join {room.Name}", $"* in {room.Name}: ");
        await _client.SendBytesAsync(room.Next(speaker, _delimiter, messages));
        return room;
    }

    private CheckerTranscript TranscriptOf(CheckerRoom room) => room == side ? _inSide : _inLobby;

    private async Task HearAsync(Func<string, bool> isLast, string what)
    {
        while (true)
        {
            var frame = await _client.ReadAsync()
                ?? throw new InvalidOperationException($"the stream ended before: {what}");
            Note(frame);
            if (isLast(frame)) return;
        }
    }

    /// <summary>The last words of the server.</summary>
    private async Task<string?> HearToEndAsync()
    {
        string? notice = null;
        while (await _client.ReadAsync() is { } frame)
        {
            Note(frame);
            if (frame.StartsWith("* ", StringComparison.Ordinal)) notice = frame;
        }
        return notice;
    }

    private void Note(string frame)
    {
        if (lobby.TryRead(frame, out var mark)) _inLobby.Note(mark);
        else if (side.TryRead(frame, out mark)) _inSide.Note(mark);
        else if (!IsNotice(frame)) lobby.Fault($"{_who} got what nobody said: {frame}");
    }

    private bool IsNotice(string frame) =>
        frame.StartsWith("* ", StringComparison.Ordinal)
        || frame.StartsWith($"[{lobby.Name}] * ", StringComparison.Ordinal)
        || frame.StartsWith($"[{side.Name}] * ", StringComparison.Ordinal);

    private static async Task WaitAsync(CancellationToken over)
    {
        var ended = new TaskCompletionSource();
        await using var registration = over.Register(ended.SetResult);
        await ended.Task;
    }
}

using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json;

namespace RxChat.Client;

/// <summary>One connection after the other.</summary>
public sealed partial class ChatClient
{
    /// <summary>What refs of the client's own begin with.</summary>
    private const string Entering = "join ", Naming = "name";

    private const int MostDoublings = 20;

    private static readonly TimeSpan s_nameAgain = TimeSpan.FromSeconds(5);

    private readonly SerialDisposable _connection = new();
    private readonly SerialDisposable _timer = new();
    private Subject<string>? _outgoing;
    private DateTimeOffset _heardAt;
    private int _failures;
    private long _joins;
    private bool _hasPinged;

    private void Connect()
    {
        if (_isDisposed) return;
        var outgoing = new Subject<string>();
        _heardAt = _scheduler.Now;
        _hasPinged = true;
        Watch();
        // What comes of a connection that is replaced already is nothing.
        var hearing = new SingleAssignmentDisposable();
        _connection.Disposable = hearing;
        hearing.Disposable = Observable.Defer(() => _link(outgoing)).ObserveOn(_scheduler).Subscribe(
            line => Hear(line, outgoing), error => Lost(error.Message), () => Lost("the server closed the connection"));
    }

    private void Disconnect()
    {
        _outgoing = null;
        _timer.Disposable = Disposable.Empty;
        _connection.Disposable = Disposable.Empty;
    }

    private void Lost(string why)
    {
        if (_isDisposed) return;
        Disconnect();
        foreach (var membership in _rooms.Values) membership.Leave();
        foreach (var query in _queries) query.Number = null;
        foreach (var request in _requests.Values.ToArray())
            request.OnError(new IOException($"the connection was lost: {why}"));
        _requests.Clear();
        // What is said to one person has no key: nobody knows whether it was heard.
        foreach (var asking in _unanswered.Where(asking => asking.Frame.Room is ['@', ..]).ToArray())
            End(asking).OnError(new IOException($"the connection was lost: {why}"));
        var longest = _options.Retry * Math.Pow(2, Math.Min(_failures++, MostDoublings));
        var wait = _random.NextDouble() * (longest < _options.LongestRetry ? longest : _options.LongestRetry);
        _timer.Disposable = _scheduler.Schedule(wait, Connect);
        _states.OnNext(new ConnectionState(IsConnected: false, _states.Value.Name, why, wait));
    }

    /// <summary>Asks for a sign of life, and gives up, when there was none for so long.</summary>
    private void Watch() => _timer.Disposable = _scheduler.Schedule(
        _heardAt + (_options.Silence * (_hasPinged ? 2 : 1)),
        () =>
        {
            var silent = _scheduler.Now - _heardAt;
            if (_hasPinged && silent >= _options.Silence * 2)
            {
                Lost($"nothing came from the server for {silent.TotalSeconds:0} s");
                return;
            }
            if (!_hasPinged && silent >= _options.Silence)
            {
                _hasPinged = true;
                if (_outgoing is not null) Send(new Frame { Type = "ping" });
            }
            Watch();
        });

    private void Hear(string line, Subject<string> outgoing)
    {
        _heardAt = _scheduler.Now;
        _hasPinged = false;
        Frame? frame;
        try
        {
            frame = JsonSerializer.Deserialize(line, FrameContext.Default.Frame);
        }
        catch (JsonException)
        {
            Lost("what came is not what an RxChat server says");
            return;
        }
        if (frame is { Ref: { } reference } && _requests.TryGetValue(reference, out var request))
            Answered(frame, reference, line, request);
        else if (frame?.Type == "welcome") Welcomed(frame, outgoing);
        else if (frame is not null && !IsOfQuery(frame, line)) Hear(frame);
    }

    private void Welcomed(Frame welcome, Subject<string> outgoing)
    {
        (_outgoing, _failures) = (outgoing, 0);
        Watch();
        _states.OnNext(new ConnectionState(IsConnected: true, welcome.Name));
        TakeName();
        foreach (var membership in _rooms.Values) Enter(membership);
        foreach (var asking in _unanswered) Send(asking.Frame);
        foreach (var query in _queries) Ask(query);
    }

    private void Hear(Frame frame)
    {
        switch (frame)
        {
            case { Type: "ok" or "error", Ref: { } reference }:
                Answered(frame, reference);
                break;
            case { Type: "renamed", Room: null, To: { } name } when _states.Value is { IsConnected: true }:
                _states.OnNext(new ConnectionState(IsConnected: true, name));
                break;
            case { Type: "message", Room: ['@', .. var with], From: { } from }:
                _directs.OnNext(new Direct(with, from, frame.Text ?? ""));
                break;
            // What was dropped because one read too slowly is asked for again.
            case { Type: "missed", Room: null }:
                foreach (var membership in _rooms.Values)
                {
                    membership.Leave();
                    Enter(membership);
                }
                break;
            case { Type: "error", Message: { } message }:
                _notices.OnNext(message);
                break;
            case { Type: "notice", Text: { } text }:
                _notices.OnNext(text);
                break;
            case { Room: { } room }:
                // What answers the join of somebody who has left meanwhile is not for who has come since.
                if (!_rooms.TryGetValue(room, out var heard) || (frame.Ref ?? heard.Ref) != heard.Ref) break;
                heard.Hear(frame);
                // What is told to one who was put out leaves a hole before it, which the next join fills.
                if (frame is { Type: "moderated", Act: "kick" or "ban" } && frame.Whom == _states.Value.Name)
                    heard.Leave();
                break;
        }
    }

    private void Answered(Frame frame, string reference, string line, ReplaySubject<JsonElement> request)
    {
        if (frame.Type is "ok" or "error") _requests.Remove(reference);
        if (frame.Type == "ok") request.OnCompleted();
        else if (frame.Type == "error") request.OnError(new RefusedException(frame.Code ?? "", frame.Message ?? ""));
        else
        {
            using var document = JsonDocument.Parse(line);
            request.OnNext(document.RootElement.Clone());
        }
    }

    private void Answered(Frame frame, string reference)
    {
        if (_byRef.TryGetValue(reference, out var node))
        {
            var answer = End(node.Value);
            if (frame.Type == "error")
            {
                answer.OnError(new RefusedException(frame.Code ?? "", frame.Message ?? ""));
                return;
            }
            answer.OnNext(new Receipt(frame.Seq, frame.Id));
            answer.OnCompleted();
        }
        else if (frame.Type != "error") return;
        else if (reference.StartsWith(Entering, StringComparison.Ordinal))
            _rooms.Values.FirstOrDefault(membership => membership.Ref == reference)?.Refuse(frame);
        // One's own last connection may still have it, or many log in at once.
        else if (reference == Naming && frame.Code is "name_taken" or "busy")
            _naming.Disposable = _scheduler.Schedule(s_nameAgain, TakeName);
        else if (frame.Message is { } message) _notices.OnNext(message);
    }

    private readonly SerialDisposable _naming = new();

    private void TakeName()
    {
        if (_outgoing is null || _options.Name is not { } name) return;
        Send(_options.Password is { } password
            ? new Frame { Type = "login", Name = name, Password = password, Ref = Naming }
            : new Frame { Type = "name", Name = name, Ref = Naming });
    }

    private void Enter(Membership membership)
    {
        membership.Ref = string.Create(CultureInfo.InvariantCulture, $"{Entering}{++_joins}");
        Send(membership.Join with { Ref = membership.Ref });
    }

    private void Send(Frame frame) => _outgoing!.OnNext(JsonSerializer.Serialize(frame, FrameContext.Default.Frame));
}

using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RxChat.Client;

/// <summary>
/// A conversation with a server over connections that come and go: rooms are heard without a gap or double, and what is
/// said is said once.
/// </summary>
/// <remarks>
/// Methods are callable from any thread. Whatever is heard is heard on the scheduler, which must do one thing at a
/// time; an observer must not block it. It connects at once, and tries again until it is disposed.
/// </remarks>
public sealed partial class ChatClient : IDisposable
{
    private readonly Link _link;
    private readonly ChatClientOptions _options;
    private readonly IScheduler _scheduler;
    private readonly IDisposable _ownScheduler = Disposable.Empty;
    private readonly Random _random;
    private readonly string _keys;
    private readonly BehaviorSubject<ConnectionState> _states = new(new ConnectionState(IsConnected: false));
    private readonly Subject<Direct> _directs = new();
    private readonly Subject<string> _notices = new();
    private readonly Dictionary<string, Membership> _rooms = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<Asking> _unanswered = new();
    private readonly Dictionary<string, LinkedListNode<Asking>> _byRef = [];
    private readonly Dictionary<string, ReplaySubject<JsonElement>> _requests = [];
    private long _asked;
    private bool _isDisposed;

    /// <summary>Begins to connect.</summary>
    /// <param name="link">Where to; <see cref="Links"/> makes one.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="scheduler">Null is a thread of its own, which ends with it.</param>
    public ChatClient(Link link, ChatClientOptions? options = null, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        (_link, _options) = (link, options ?? new ChatClientOptions());
        if (scheduler is null)
        {
            var own = new EventLoopScheduler(work => new Thread(work) { Name = "rxchat-client", IsBackground = true });
            (_scheduler, _ownScheduler) = (own, own);
        }
        else _scheduler = scheduler;
        _random = _options.Seed is { } seed ? new Random(seed) : new Random();
        _keys = $"{_random.NextInt64():x}";
        OnLoop(Connect);
    }

    /// <summary>What becomes of the connection: where it is now first.</summary>
    public IObservable<ConnectionState> States => _states.AsObservable();

    /// <summary>What is said to one alone, and by one to others: not resumed.</summary>
    public IObservable<Direct> Directs => _directs.AsObservable();

    /// <summary>What the server says to people: of filters, of errors that answer nothing, of its end.</summary>
    public IObservable<string> Notices => _notices.AsObservable();

    /// <summary>
    /// What is heard in a room, from when it is entered: subscribing enters it, and the last one that disposes leaves
    /// it. Goes on over all connections; completes when the client is disposed.
    /// </summary>
    public IObservable<RoomEvent> In(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        return Observable.Create<RoomEvent>(observer =>
        {
            var hearing = new SingleAssignmentDisposable();
            OnLoop(() =>
            {
                if (_isDisposed) observer.OnCompleted();
                if (_isDisposed || hearing.IsDisposed) return;
                if (!_rooms.TryGetValue(room, out var membership))
                {
                    _rooms[room] = membership = new Membership(room);
                    if (_outgoing is not null) Enter(membership);
                }
                membership.Listeners++;
                membership.Greet(observer);
                hearing.Disposable = StableCompositeDisposable.Create(
                    membership.Events.WithTypingEnds(_scheduler).Subscribe(observer),
                    Disposable.Create(() => OnLoop(() => Leave(membership))));
            });
            return hearing;
        });
    }

    /// <summary>
    /// Says something, once, whatever becomes of connections meanwhile, whether or not anybody subscribes to the
    /// answer.
    /// </summary>
    /// <param name="room">Where; <c>@name</c> is one person, to whom nothing is said again.</param>
    /// <param name="text">What.</param>
    /// <param name="replyTo">The id of the message it answers to; null is none.</param>
    /// <returns>The receipt, or a <see cref="RefusedException"/>.</returns>
    public IObservable<Receipt> Say(string room, string text, string? replyTo = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        ArgumentException.ThrowIfNullOrEmpty(text);
        return Ask(new Frame { Type = "say", Room = room, Text = text, To = replyTo }, isKeyed: true);
    }

    /// <summary>Gives one's own message another text.</summary>
    public IObservable<Receipt> Edit(string room, string id, string text) =>
        Ask(new Frame { Type = "edit", Room = room, Id = id, Text = text });

    /// <summary>Takes one's own message back.</summary>
    public IObservable<Receipt> Remove(string room, string id) =>
        Ask(new Frame { Type = "remove", Room = room, Id = id });

    /// <summary>Reacts to a message by one character, or takes that back.</summary>
    public IObservable<Receipt> React(string room, string id, string emoji, bool takeBack = false) =>
        Ask(new Frame { Type = "react", Room = room, Id = id, Emoji = emoji, Off = takeBack });

    /// <summary>Tells the others of a room that one is about to say something; call it again every 3 s.</summary>
    public void TellTyping(string room) => OnLoop(() =>
    {
        // What is late is not worth telling.
        if (!_isDisposed && _outgoing is not null) Send(new Frame { Type = "typing", Room = room });
    });

    /// <summary>Says what a room is about.</summary>
    public IObservable<Receipt> SetTopic(string room, string topic) =>
        Ask(new Frame { Type = "topic", Room = room, Text = topic });

    /// <summary>
    /// Asks what this has no method for, once, over the connection there is: an object as docs/protocol.md has it,
    /// whose <c>ref</c> is set.
    /// </summary>
    /// <returns>What is answered before the <c>ok</c>; or a <see cref="RefusedException"/>, or an
    /// <see cref="IOException"/> if there is no connection, or it is lost.</returns>
    public IObservable<JsonElement> Request(JsonObject request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answers = new ReplaySubject<JsonElement>();
        OnLoop(() =>
        {
            if (_isDisposed || _outgoing is null)
            {
                answers.OnError(new IOException("there is no connection"));
                return;
            }
            var number = string.Create(CultureInfo.InvariantCulture, $"{++_asked}");
            _requests[number] = answers;
            request["ref"] = number;
            _outgoing.OnNext(request.ToJsonString());
        });
        return answers.AsObservable();
    }

    /// <summary>Leaves, and hears no more. What is not answered yet errs.</summary>
    public void Dispose() => OnLoop(() =>
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Disconnect();
        while (_unanswered.First is { Value: var asking })
            End(asking).OnError(new ObjectDisposedException(nameof(ChatClient)));
        foreach (var membership in _rooms.Values.ToArray()) membership.Events.OnCompleted();
        foreach (var query in _queries.ToArray()) query.Results.OnCompleted();
        _states.OnCompleted();
        _directs.OnCompleted();
        _notices.OnCompleted();
        _ownScheduler.Dispose();
    });

    private AsyncSubject<Receipt> Ask(Frame frame, bool isKeyed = false)
    {
        var answer = new AsyncSubject<Receipt>();
        OnLoop(() =>
        {
            if (_isDisposed) answer.OnError(new ObjectDisposedException(nameof(ChatClient)));
            else if (_unanswered.Count >= _options.MostUnanswered)
            {
                answer.OnError(new RefusedException(
                    "too_many_unanswered", $"{_unanswered.Count} commands are not answered yet"));
            }
            else
            {
                var number = string.Create(CultureInfo.InvariantCulture, $"{++_asked}");
                var asked = frame with { Ref = number, Key = isKeyed ? $"{_keys}-{number}" : null };
                var asking = new Asking(asked, answer);
                _byRef[number] = _unanswered.AddLast(asking);
                if (_outgoing is not null) Send(asked);
            }
        });
        return answer;
    }

    /// <summary>Forgets what is answered, and returns who waits for that.</summary>
    private AsyncSubject<Receipt> End(Asking asking)
    {
        if (_byRef.Remove(asking.Frame.Ref!, out var node)) _unanswered.Remove(node);
        return asking.Answer;
    }

    private void Leave(Membership membership)
    {
        if (--membership.Listeners > 0 || !_rooms.Remove(membership.Room)) return;
        if (_outgoing is not null) Send(new Frame { Type = "leave", Room = membership.Room });
    }

    private void OnLoop(Action action) =>
        _scheduler.Schedule(action, static (_, action) => { action(); return Disposable.Empty; });

    /// <summary>Something that is not answered yet.</summary>
    private sealed record Asking(Frame Frame, AsyncSubject<Receipt> Answer);
}

/// <summary>What is said between two.</summary>
/// <param name="With">The other one.</param>
/// <param name="From">Who says it.</param>
/// <param name="Text">What.</param>
public sealed record Direct(string With, string From, string Text);

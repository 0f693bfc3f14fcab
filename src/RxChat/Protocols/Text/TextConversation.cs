using System.Collections.Immutable;

namespace RxChat;

/// <summary>A client that types: it starts in the lobby, and its texts go to the room it joined last.</summary>
internal sealed class TextConversation(TextProtocol protocol, Person person) : Conversation
{
    private static readonly ImmutableHashSet<string> s_nobody = ImmutableHashSet.Create<string>(Names.Comparer);

    private Few<string> _rooms;
    private bool _isOpen;
    private bool _hasSpoken;
    private ImmutableHashSet<string> _ignored = s_nobody;

    public override Protocol Protocol => protocol;

    /// <summary>Who the client is, as it was told last.</summary>
    public Person Person { get; private set; } = person;

    /// <summary>Where its texts go; null is nowhere.</summary>
    public string? Current { get; private set; }

    public override IEnumerable<Command> Opening => [new JoinRoom(Person.Id, TextProtocol.Lobby, IsOpening: true)];

    public override Command? Decode(ReadOnlySpan<byte> frame, DateTimeOffset now)
    {
        if (!_hasSpoken && ForeignFrames.Recognize(frame) is { } foreign)
            throw new RefusedException(new ForeignSpeech(foreign));
        if (frame.IsEmpty) return null;
        _hasSpoken = true;
        return TextCommands.Decode(frame, this, now);
    }

    public override WireEncoding? Hears(in ChatEvent told)
    {
        switch (told.Body)
        {
            // Who enters the lobby by connecting has not asked.
            case TopicOf { IsAsked: false } when protocol.IsModel:
                return null;
            case Joined joined:
                _rooms.Add(Current = joined.Room);
                // Everybody is in the lobby; a program written for the model need not know that there is one.
                var isNews = _isOpen || !protocol.IsModel;
                _isOpen = true;
                return isNews ? protocol.Here : null;
            case Left left:
                var encoding = protocol.IsModel ? protocol.Here : EncodingIn(left.Room);
                Forget(left.Room);
                return encoding;
            case MemberList { IsJoin: true } list:
                Current = list.Room;
                break;
            case Renamed renamed:
                Person = renamed.Person;
                break;
            case LoggedIn { Account.Ignored: var names }:
                _ignored = s_nobody.Union(names);
                break;
            case LoggedOut:
                _ignored = s_nobody;
                break;
            case Ignored ignored:
                _ignored = ignored.IsIgnored ? _ignored.Add(ignored.Name) : _ignored.Remove(ignored.Name);
                break;
        }
        return protocol.Here;
    }

    // A person who types has no program that hides it.
    public override bool IsChoosy => _ignored.Count > 0;

    public override bool Hides(EventBody told) =>
        told is Said { Message.From: var from } && _ignored.Contains(from)
        || told is Edited { Message.From: var editor } && _ignored.Contains(editor);

    public override WireEncoding EncodingIn(string room) => room == Current ? protocol.Here : protocol.Elsewhere;

    private void Forget(string room)
    {
        for (var i = 0; i < _rooms.Count; i++)
        {
            if (_rooms[i] != room) continue;
            _rooms.Remove(_rooms[i]);
            break;
        }
        if (Current == room) Current = _rooms.Last;
    }
}

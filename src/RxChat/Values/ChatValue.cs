using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>
/// Base of everything that can be said of the chat as plain data: commands, entries and answers. Immutable; holds ids,
/// names and numbers, and nothing that lives, so that it can be logged, kept, sent elsewhere and read back (see
/// <see cref="Codec"/>).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ChatMessage), "say")]
[JsonDerivedType(typeof(Connect), "connect")]
[JsonDerivedType(typeof(Disconnect), "disconnect")]
[JsonDerivedType(typeof(JoinRoom), "join")]
[JsonDerivedType(typeof(LeaveRoom), "leave")]
[JsonDerivedType(typeof(TakeName), "name")]
[JsonDerivedType(typeof(TellTyping), "typing")]
[JsonDerivedType(typeof(ListMembers), "who")]
[JsonDerivedType(typeof(ListRooms), "rooms")]
[JsonDerivedType(typeof(Whisper), "whisper")]
[JsonDerivedType(typeof(Help), "help")]
[JsonDerivedType(typeof(SlashCommand), "slash")]
[JsonDerivedType(typeof(AskHistory), "history")]
[JsonDerivedType(typeof(GiveHistory), "history read")]
[JsonDerivedType(typeof(Search), "search")]
[JsonDerivedType(typeof(GiveSearch), "search done")]
[JsonDerivedType(typeof(GiveMissed), "missed read")]
[JsonDerivedType(typeof(GiveFound), "found")]
[JsonDerivedType(typeof(RemoveMessage), "remove")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(SetTopic), "topic")]
[JsonDerivedType(typeof(Ping), "ping")]
[JsonDerivedType(typeof(AskMotd), "motd")]
[JsonDerivedType(typeof(GiveMotd), "motd read")]
[JsonDerivedType(typeof(Refuse), "refuse")]
[JsonDerivedType(typeof(Notify), "notify")]
[JsonDerivedType(typeof(Expire), "expire")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Arrived), "arrived")]
[JsonDerivedType(typeof(Departed), "departed")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Left), "left")]
[JsonDerivedType(typeof(Renamed), "renamed")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Edited), "edited")]
[JsonDerivedType(typeof(Removed), "removed")]
[JsonDerivedType(typeof(Reacted), "reacted")]
[JsonDerivedType(typeof(TopicSet), "topic set")]
[JsonDerivedType(typeof(Whispered), "whispered")]
[JsonDerivedType(typeof(Expired), "expired")]
[JsonDerivedType(typeof(Typing), "types")]
[JsonDerivedType(typeof(Stopping), "stopping")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(MemberList), "members")]
[JsonDerivedType(typeof(TopicOf), "topic of")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(HistoryPage), "history page")]
[JsonDerivedType(typeof(SearchPage), "search page")]
[JsonDerivedType(typeof(Rewound), "rewound")]
[JsonDerivedType(typeof(Pong), "pong")]
[JsonDerivedType(typeof(RoomList), "room list")]
[JsonDerivedType(typeof(Crowd), "crowd")]
[JsonDerivedType(typeof(Missed), "missed")]
[JsonDerivedType(typeof(HelpText), "help text")]
[JsonDerivedType(typeof(Motd), "message of the day")]
public abstract record ChatValue
{
    private protected ChatValue()
    {
    }
}

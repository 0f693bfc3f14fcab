using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RxChat;

/// <summary>Base of what is told and is no fact to keep: answers, and what the server says of itself.</summary>
public abstract record Answer : EventBody
{
    private protected Answer()
    {
    }

    /// <summary>What the client calls the command that it answers; null if nothing.</summary>
    public string? Ref { get; init; }
}

/// <summary>A filter's words to a client.</summary>
public sealed record Notice(string Text) : Answer;

/// <summary>What a client asked is not done.</summary>
public sealed record Refused(Refusal Refusal) : Answer;

/// <summary>Who is in a room.</summary>
/// <param name="Room">Which.</param>
/// <param name="People">The first of them, at most 100.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Last">The last number in the room for who joins, and was there already or wants to know; null for who
/// asked.</param>
/// <param name="Topic">What the room is about, for who joins; empty is nothing.</param>
/// <param name="Away">Which of the people are away, by their names with blanks between; null is nobody.</param>
public sealed record MemberList(
    string Room, ImmutableArray<Person> People, int Count, Position? Last = null, string? Topic = null,
    string? Away = null) : Answer
{
    /// <summary>Whether it answers a join.</summary>
    [JsonIgnore]
    public bool IsJoin => Last is not null;
}

/// <summary>What a room is about; empty is nothing.</summary>
/// <param name="Room">Which.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="IsAsked">Whether it was asked for, and not only joined.</param>
public sealed record TopicOf(string Room, string Topic, bool IsAsked) : Answer;

/// <summary>A command is done.</summary>
/// <param name="Seq">The number of the entry it became; 0 if none.</param>
/// <param name="Id">The id of that entry.</param>
public sealed record Done(long Seq = 0, Ulid Id = default) : Answer;

/// <summary>What was said in a room, in order.</summary>
/// <param name="Room">Which.</param>
/// <param name="Entries">At most as many as were asked for, and a page.</param>
/// <param name="HasMore">Whether there is more where these were looked for.</param>
public sealed record HistoryPage(string Room, ImmutableArray<Numbered> Entries, bool HasMore) : Answer;

/// <summary>The messages in a room that have some words, in order.</summary>
/// <param name="Room">Which.</param>
/// <param name="Words">What was looked for.</param>
/// <param name="Entries">The last of them, as many as were asked for.</param>
/// <param name="HasMore">Whether there are earlier ones.</param>
/// <param name="IndexedTo">The number up to which was looked: of later ones nothing is known yet.</param>
public sealed record SearchPage(
    string Room, string Words, ImmutableArray<Numbered> Entries, bool HasMore, long IndexedTo) : Answer;

/// <summary>What a message said before it was edited.</summary>
public sealed record OriginalOf(Said Said) : Answer;

/// <summary>What somebody resumed after is lost: the last number that survived.</summary>
public sealed record Rewound(string Room, long Seq) : Answer;

/// <summary>What stands in a room: the last acts of which each has not been taken back.</summary>
public sealed record RuleList(string Room, ImmutableArray<Moderated> Acts) : Answer;

/// <summary>Where there is something to read: the rooms one is in, and who has said something to one alone.</summary>
public sealed record UnreadList(ImmutableArray<Unread> Rooms) : Answer;

/// <summary>What is unread in a room.</summary>
/// <param name="Room">Which.</param>
/// <param name="Read">Up to which number one has read it.</param>
/// <param name="Last">The last number.</param>
/// <param name="Messages">How many messages of others came since: at most 100, which is 100 or more.</param>
/// <param name="Mentions">In how many of them one's name is.</param>
public readonly record struct Unread(string Room, long Read, long Last, int Messages, int Mentions);

/// <summary>To whom one has said something is away.</summary>
public sealed record AwayOf(string Name, string Text) : Answer;

/// <summary>What a client asks for to come back by.</summary>
public sealed record TokenOf(Secret Token) : Answer;

/// <summary>What becomes of what is too much for a client, as it has chosen.</summary>
public sealed record OverflowChosen(Overflow Policy) : Answer;

/// <summary>A sign of life.</summary>
public sealed record Pong : Answer;

/// <summary>The rooms there are: at most 100 of them, and how many in all.</summary>
public sealed record RoomList(ImmutableArray<RoomSize> Rooms, int Count) : Answer;

/// <summary>A room and how many are in it.</summary>
public readonly record struct RoomSize(string Room, int Members);

/// <summary>Many came and went within a second, in a room of many.</summary>
public sealed record Crowd(string Room, int Joined, int Left) : Answer;

/// <summary>
/// So many events were dropped, because the client read too slowly; or so many messages of a room are kept no longer.
/// </summary>
public sealed record Missed(long Count, string? Room = null) : Answer;

/// <summary>The commands, in words that are the protocol's own.</summary>
/// <param name="HasMotd">Whether there is a message of the day to ask for.</param>
/// <param name="Own">The commands of filters, a line each.</param>
public sealed record HelpText(bool HasMotd, ImmutableArray<string> Own) : Answer;

/// <summary>The message of the day; null where there is none, or it could not be read.</summary>
public sealed record Motd(string? Text) : Answer;

using System.Collections.Immutable;

namespace RxChat;

/// <summary>Base of what is told and is no fact to keep: answers, and what the server says of itself.</summary>
public abstract record Answer : EventBody
{
    private protected Answer()
    {
    }
}

/// <summary>A filter's words to a client.</summary>
public sealed record Notice(string Text) : Answer;

/// <summary>What a client asked is not done.</summary>
public sealed record Refused(Refusal Refusal) : Answer;

/// <summary>Who is in a room.</summary>
/// <param name="Room">Which.</param>
/// <param name="People">The first of them, at most 100.</param>
/// <param name="Count">How many there are.</param>
/// <param name="IsJoin">Whether it answers a join by somebody who was in the room already.</param>
public sealed record MemberList(string Room, ImmutableArray<Person> People, int Count, bool IsJoin) : Answer;

/// <summary>The rooms there are: at most 100 of them, and how many in all.</summary>
public sealed record RoomList(ImmutableArray<RoomSize> Rooms, int Count) : Answer;

/// <summary>A room and how many are in it.</summary>
public readonly record struct RoomSize(string Room, int Members);

/// <summary>Many came and went within a second, in a room of many.</summary>
public sealed record Crowd(string Room, int Joined, int Left) : Answer;

/// <summary>So many events were dropped, because the client read too slowly.</summary>
public sealed record Missed(int Count) : Answer;

/// <summary>The commands, in words that are the protocol's own.</summary>
/// <param name="HasMotd">Whether there is a message of the day to ask for.</param>
/// <param name="Own">The commands of filters, a line each.</param>
public sealed record HelpText(bool HasMotd, ImmutableArray<string> Own) : Answer;

/// <summary>The message of the day; null where there is none, or it could not be read.</summary>
public sealed record Motd(string? Text) : Answer;

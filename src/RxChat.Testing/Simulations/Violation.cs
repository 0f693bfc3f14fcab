using RxChat.Client;

namespace RxChat.Testing;

/// <summary>A promise that was not kept.</summary>
/// <param name="Promise">Which.</param>
/// <param name="What">What was seen instead.</param>
/// <param name="At">When, from the start of the simulation.</param>
public sealed record Violation(string Promise, string What, TimeSpan At);

/// <summary>Something that somebody hears of a room in a simulation.</summary>
/// <param name="At">When, from its start.</param>
/// <param name="Client">Who hears it.</param>
/// <param name="Told">What.</param>
public readonly record struct HeardInRoom(TimeSpan At, int Client, RoomEvent Told);

using System.Text.Json.Serialization;

namespace RxChat.Testing;

/// <summary>One thing that happens in a simulation.</summary>
/// <param name="At">When, from its start.</param>
/// <param name="Client">Who does it, from 0; -1 is nobody: it happens to the server.</param>
/// <param name="Act">What.</param>
public sealed record Step(TimeSpan At, int Client, Act Act)
{
    /// <summary>Of what happens to the server.</summary>
    public const int Nobody = -1;
}

/// <summary>Base of what happens. Whoever has not come yet comes to do it; who cannot do it does nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "act",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Edit), "edit")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(React), "react")]
[JsonDerivedType(typeof(Rename), "name")]
[JsonDerivedType(typeof(Tell), "tell")]
[JsonDerivedType(typeof(Topic), "topic")]
[JsonDerivedType(typeof(Moderate), "moderate")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(Vanish), "vanish")]
[JsonDerivedType(typeof(Freeze), "freeze")]
[JsonDerivedType(typeof(Crash), "crash")]
[JsonDerivedType(typeof(Restart), "restart")]
[JsonDerivedType(typeof(StepClock), "clock")]
[JsonDerivedType(typeof(SlowDisk), "slow disk")]
[JsonDerivedType(typeof(FailingDisk), "failing disk")]
[JsonDerivedType(typeof(Swap), "swap")]
public abstract record Act
{
    private protected Act()
    {
    }

    /// <summary>Comes into a room, and stays over all connections; who speaks text leaves the one before.</summary>
    public sealed record Join(string Room) : Act;

    /// <summary>Leaves a room.</summary>
    public sealed record Leave(string Room) : Act;

    /// <summary>Says something in a room.</summary>
    public sealed record Say(string Room, string Text) : Act;

    /// <summary>Gives what one said last in a room another text.</summary>
    public sealed record Edit(string Room, string Text) : Act;

    /// <summary>Takes back what one said last in a room.</summary>
    public sealed record Remove(string Room) : Act;

    /// <summary>Reacts to what was heard last in a room.</summary>
    public sealed record React(string Room, string Emoji) : Act;

    /// <summary>Takes another name.</summary>
    public sealed record Rename(string Name) : Act;

    /// <summary>Says something to one person.</summary>
    public sealed record Tell(int To, string Text) : Act;

    /// <summary>Says what a room is about.</summary>
    public sealed record Topic(string Room, string Text) : Act;

    /// <summary>Keeps a room in order, as docs/protocol.md has it.</summary>
    public sealed record Moderate(string Room, string What, int Whom, int? Seconds = null, string? Value = null) : Act;

    /// <summary>Its connection breaks.</summary>
    public sealed record Reset : Act;

    /// <summary>Its connection is half-open: nothing goes either way any more, and nobody is told until then.</summary>
    public sealed record Vanish(TimeSpan For) : Act;

    /// <summary>Reads nothing for so long; at most so many bytes a second if it is said.</summary>
    public sealed record Freeze(TimeSpan For, int Bytes = 0) : Act;

    /// <summary>The server's machine crashes, and is up again after so long.</summary>
    public sealed record Crash(TimeSpan For) : Act;

    /// <summary>The server is stopped in good order and started anew.</summary>
    public sealed record Restart : Act;

    /// <summary>The clock of the server's machine is stepped.</summary>
    public sealed record StepClock(TimeSpan By) : Act;

    /// <summary>Commits take so long, for a while.</summary>
    public sealed record SlowDisk(TimeSpan For, TimeSpan Commit) : Act;

    /// <summary>Nothing can be committed for a while.</summary>
    public sealed record FailingDisk(TimeSpan For) : Act;

    /// <summary>Another filter for everyone is put in force: its place in <see cref="SimulationOptions.Filters"/>.
    /// </summary>
    public sealed record Swap(int Filter) : Act;
}

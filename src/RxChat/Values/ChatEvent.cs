namespace RxChat;

/// <summary>An entry or answer on its way out, with its audience.</summary>
/// <param name="Body">What is told.</param>
/// <param name="To">To whom.</param>
public readonly record struct ChatEvent(EventBody Body, Audience To);

/// <summary>Whom an event is for: everyone, the members of a room, all of them but one, or one client.</summary>
/// <param name="Room">The room whose members hear it, or that it is about where one hears it; null for everyone, or for
/// one.</param>
/// <param name="Only">The number of the one client that hears it; 0 where it is not one.</param>
/// <param name="But">The number of the one member that does not hear it; 0 where all do.</param>
public readonly record struct Audience(string? Room = null, long Only = 0, long But = 0)
{
    /// <summary>Everyone who is connected.</summary>
    public static Audience Everyone => default;

    /// <summary>Whether it is one client.</summary>
    public bool IsOne => Only != 0;

    /// <summary>One client; about a room, or about none.</summary>
    public static Audience One(long client, string? room = null) => new(room, Only: client);

    /// <summary>The members of a room; all of them, or all but one.</summary>
    public static Audience In(string room, long but = 0) => new(room, But: but);
}

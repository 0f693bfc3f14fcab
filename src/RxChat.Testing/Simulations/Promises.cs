namespace RxChat.Testing;

/// <summary>What a simulation holds a server to.</summary>
public static class Promises
{
    /// <summary>The numbers of a room are dense.</summary>
    public const string Dense = "numbers are dense";

    /// <summary>All hear one order, and each number means one thing.</summary>
    public const string Order = "all hear one order";

    /// <summary>What is said is what was typed, or what a filter appends to it.</summary>
    public const string Whole = "what is said is what was typed";

    /// <summary>Who stays or resumes hears everything.</summary>
    public const string NoLoss = "nothing is lost for who stays or resumes";

    /// <summary>Nobody hears anything twice.</summary>
    public const string NoDouble = "nothing is heard twice";

    /// <summary>What is said again because its answer was lost is said once.</summary>
    public const string Once = "what has a key is said once";

    /// <summary>An ok means that it is on the disk.</summary>
    public const string Ok = "an ok is kept";

    /// <summary>What is refused is not said.</summary>
    public const string Refused = "what is refused is not said";

    /// <summary>Who has heard what did not survive is told so, and nobody else.</summary>
    public const string Rewound = "what did not survive is rewound";

    /// <summary>What waits for a client is bounded.</summary>
    public const string Bounded = "what waits for a client is bounded";

    /// <summary>Nobody has the name of somebody else.</summary>
    public const string Names = "a name is one person's";

    /// <summary>Who is banned or muted says nothing, and nobody moderates who may not.</summary>
    public const string Rights = "rights hold";

    /// <summary>Who is there is seen, and nobody else.</summary>
    public const string Presence = "who is there is seen";

    /// <summary>Of who has left nothing is kept.</summary>
    public const string Released = "everything is released";

    /// <summary>A stop ends.</summary>
    public const string Stops = "a stop ends";

    /// <summary>Nothing of the server's own fails.</summary>
    public const string Sound = "nothing fails inside";
}

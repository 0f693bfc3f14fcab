namespace RxChat.Server.Connect;

/// <summary>Who one wants to be, and where.</summary>
/// <param name="Name">What to be called; null is a guest.</param>
/// <param name="Room">Where; null is where the protocol begins.</param>
/// <param name="Password">Of the account of this name; null has none.</param>
internal sealed record Who(string? Name, string? Room, Secret? Password)
{
    /// <summary>What is said first on a text protocol.</summary>
    public IEnumerable<string> Opening
    {
        get
        {
            if (Name is not null)
                yield return Password is { } password ? $"/login {Name} {password.Reveal()}" : $"/name {Name}";
            if (Room is not null) yield return $"/join {Room}";
        }
    }
}

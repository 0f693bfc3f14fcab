namespace RxChat.Testing;

/// <summary>A client of a simulation.</summary>
internal abstract class Somebody(World world, int number)
{
    /// <summary>The scheme that a client of a number speaks.</summary>
    public static string SchemeOf(int number) => (number % 10) switch { < 5 => "json", < 8 => "line", _ => "nul" };

    /// <summary>Whether it has an account.</summary>
    public static bool HasAccount(int number) => number % 10 == 0;

    /// <summary>What it is called, if it takes no other name.</summary>
    public static string NameOf(int number) => HasAccount(number) ? $"user{number}" : $"p{number}";

    public static Somebody Of(World world, int number) =>
        SchemeOf(number) == "json" ? new Conversant(world, number) : new Typist(world, number);

    public int Number { get; } = number;

    /// <summary>Its connection, if it has one.</summary>
    protected Uplink? Uplink { get; set; }

    protected World World { get; } = world;

    /// <summary>Whether it hears all it is told.</summary>
    public bool IsListening => Uplink is { IsDeaf: false };

    /// <summary>What it is called, as far as it knows; null is not connected.</summary>
    public virtual string? Name => null;

    /// <summary>The rooms it means to be in.</summary>
    public abstract IEnumerable<string> Rooms { get; }

    public void Do(Act act)
    {
        switch (act)
        {
            case Act.Reset:
                Uplink?.Reset();
                break;
            case Act.Vanish vanish:
                Uplink?.Vanish(vanish.For);
                break;
            case Act.Freeze freeze:
                Uplink?.Freeze(freeze.For, freeze.Bytes);
                break;
            default:
                Speak(act);
                break;
        }
    }

    public void ServerCrashed() => Uplink?.ServerCrashed();

    /// <summary>Leaves for good.</summary>
    public abstract void End();

    protected abstract void Speak(Act act);
}

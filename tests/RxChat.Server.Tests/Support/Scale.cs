namespace RxChat.Server.Tests;

/// <summary>The same tests in two sizes: short for everyday, full when RXCHAT_FULL is 1.</summary>
public static class Scale
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1";

    public static int Of(int quick, int full) => IsFull ? full : quick;
}

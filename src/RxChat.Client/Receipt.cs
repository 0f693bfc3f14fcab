namespace RxChat.Client;

/// <summary>The server has it, as it promises (docs/protocol.md).</summary>
/// <param name="Seq">The number of what came of it; 0 if it has none.</param>
/// <param name="Id">Its id; null if it has none.</param>
public readonly record struct Receipt(long Seq, string? Id);

/// <summary>The server says no.</summary>
public sealed class RefusedException : Exception
{
    internal RefusedException(string code, string message)
        : base(message) => Code = code;

    /// <summary>Which no, as in docs/protocol.md.</summary>
    public string Code { get; }
}

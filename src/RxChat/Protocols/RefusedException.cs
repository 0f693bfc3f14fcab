namespace RxChat;

/// <summary>A client has to go, and is told why.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception($"{refusal}")
{
    public Refusal Refusal { get; } = refusal;
}

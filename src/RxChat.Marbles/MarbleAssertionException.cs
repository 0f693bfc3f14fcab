namespace RxChat.Marbles;

/// <summary>Something did not happen as it was drawn; the message shows both diagrams, one above the other.</summary>
public sealed class MarbleAssertionException : Exception
{
    internal MarbleAssertionException(string message) : base(message)
    {
    }
}

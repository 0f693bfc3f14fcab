namespace RxChat;

/// <summary>Whose connection it is; called on the loop.</summary>
internal interface IConnectionOwner
{
    /// <summary>A send that could not take everything may be tried again.</summary>
    void OnWritable();

    /// <summary>The connection is gone and its resources are free; called once.</summary>
    void OnClosed();
}

namespace RxChat;

/// <summary>Where the outcomes of messages go: to the chat, in the order of the commands around them.</summary>
internal interface IOutcomes
{
    void Add(Command outcome);

    /// <summary>The message has come to an operator: where to look when it does not come out of it.</summary>
    void Enter(string step)
    {
        // Only who is watched wants to know.
    }
}

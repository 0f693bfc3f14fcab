namespace RxChat;

/// <summary>Where the outcomes of messages go: to the chat, in the order of the commands around them.</summary>
internal interface IOutcomes
{
    /// <summary>Whom the message was given to first, which counts what became of it.</summary>
    IOutcomes Origin { get; }

    /// <summary>Something is told to the message's sender.</summary>
    void Add(ChatMessage message, Command outcome);

    /// <summary>The message has come to an operator: where to look when it does not come out of it.</summary>
    void Enter(string step)
    {
        // Only who is watched wants to know.
    }

    /// <summary>Work for the message has failed, which costs that message alone.</summary>
    void Report(Exception error)
    {
        // Only who has a log can tell.
    }
}

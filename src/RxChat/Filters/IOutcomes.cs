namespace RxChat;

/// <summary>Where the outcomes of messages go: to the chat, in the order of the commands around them.</summary>
internal interface IOutcomes
{
    void Add(Command outcome);
}

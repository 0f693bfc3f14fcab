namespace RxChat;

/// <summary>
/// Ready-made pieces of filters, each messages in and messages out, to be composed with each other and with every Rx
/// operator. Per sender means per connection, so each works for one client as well as for everyone.
/// </summary>
public static partial class FilterOperators
{
    private static bool Entered(ChatMessage message, string step)
    {
        message.Enter(step);
        return true;
    }
}

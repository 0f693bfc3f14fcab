namespace RxChat;

/// <summary>What a token is good for. Pure; changes nothing.</summary>
internal static class Scoping
{
    /// <summary>Why who came by a token may not ask that with it; null if they may.</summary>
    public static OutOfScope? WhyNot(Person person, Command command) =>
        person.Scopes is { } given && Needed(command) is var needed && !given.HasFlag(needed)
            ? new OutOfScope(needed)
            : null;

    // Who may do less than their account makes themselves no other token, and changes nothing of it.
    private static Scopes Needed(Command command) => command switch
    {
        ChatMessage or RemoveMessage or React or Whisper or TellTyping or SetTopic { Topic: not null } => Scopes.Say,
        JoinRoom or AskHistory or Search or AskOriginal or AskQuery or MarkRead or AskUnread or SetTopic => Scopes.Read,
        ListMembers or ListRooms => Scopes.Presence,
        Moderate or ListRules => Scopes.Moderate,
        AskToken or ChangePassword or DeleteAccount => Scopes.All,
        _ => Scopes.None,
    };
}

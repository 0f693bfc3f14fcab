namespace RxChat;

/// <summary>Who may read what was said in a room before they came.</summary>
public enum HistoryAccess
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>Who was a member already.</summary>
    Joined,

    /// <summary>Everybody who may come.</summary>
    All,
}

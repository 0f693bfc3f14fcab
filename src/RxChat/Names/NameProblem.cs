namespace RxChat;

/// <summary>Why a name cannot be one.</summary>
public enum NameProblem
{
    /// <summary>It is empty.</summary>
    Missing,

    /// <summary>It has more characters than it may.</summary>
    TooLong,

    /// <summary>It has other characters than letters and the marks on them, digits, '-', '_' and '.'.</summary>
    Character,

    /// <summary>Some of it is read from left to right, and some from right to left.</summary>
    Direction,
}

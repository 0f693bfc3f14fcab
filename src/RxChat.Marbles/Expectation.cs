namespace RxChat.Marbles;

/// <summary>What is expected of a recording.</summary>
/// <param name="Diagram">What happens, and when.</param>
/// <param name="Lookup">What its letters stand for; null compares a letter with a value's text.</param>
/// <param name="Comparer">When two values are the same; null is as <see cref="Values"/> has it.</param>
/// <param name="Error">What <c>#</c> is, by its type and message; null is any.</param>
internal sealed record Expectation<T>(
    string Diagram, Func<Mark, T>? Lookup, IEqualityComparer<T>? Comparer = null, Exception? Error = null);

using System.Runtime.CompilerServices;

namespace RxChat.Marbles;

/// <summary>Assertions for whatever runs the tests; they name what was asserted as it is written there.</summary>
public static class MarbleAssertions
{
    /// <summary>Throws if a recording is not as drawn.</summary>
    /// <param name="recording">What was said.</param>
    /// <param name="diagram">What is expected: a letter is a value that is written so.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <param name="name">How the recording is called; the compiler gives it.</param>
    /// <exception cref="MarbleAssertionException">It is not; the message shows both diagrams, one above the
    /// other.</exception>
    /// <exception cref="MarbleFormatException">The diagram is no diagram.</exception>
    public static void ShouldBe<T>(
        this Recording<T> recording,
        string diagram,
        Exception? error = null,
        [CallerArgumentExpression(nameof(recording))] string name = "the recording") =>
        Throw(name, Checked(recording).DifferenceFrom(diagram, error));

    /// <inheritdoc cref="ShouldBe{T}(Recording{T}, string, Exception?, string)" />
    /// <param name="recording">What was said.</param>
    /// <param name="diagram">What is expected.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <param name="name">How the recording is called; the compiler gives it.</param>
    public static void ShouldBe<T>(
        this Recording<T> recording,
        string diagram,
        IReadOnlyDictionary<char, T> values,
        IEqualityComparer<T>? comparer = null,
        Exception? error = null,
        [CallerArgumentExpression(nameof(recording))] string name = "the recording") =>
        Throw(name, Checked(recording).DifferenceFrom(diagram, values, comparer, error));

    /// <inheritdoc cref="ShouldBe{T}(Recording{T}, string, Exception?, string)" />
    /// <param name="recording">What was said.</param>
    /// <param name="diagram">What is expected.</param>
    /// <param name="value">From letter to value.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <param name="name">How the recording is called; the compiler gives it.</param>
    public static void ShouldBe<T>(
        this Recording<T> recording,
        string diagram,
        Func<char, T> value,
        IEqualityComparer<T>? comparer = null,
        Exception? error = null,
        [CallerArgumentExpression(nameof(recording))] string name = "the recording") =>
        Throw(name, Checked(recording).DifferenceFrom(diagram, value, comparer, error));

    /// <summary>Throws if a recording is not as another one, whatever their errors.</summary>
    /// <param name="recording">What was said.</param>
    /// <param name="other">What is expected.</param>
    /// <param name="comparer">When two values are the same.</param>
    /// <param name="name">How the recording is called; the compiler gives it.</param>
    /// <exception cref="MarbleAssertionException">It is not; the message shows both diagrams.</exception>
    public static void ShouldBeLike<T>(
        this Recording<T> recording,
        Recording<T> other,
        IEqualityComparer<T>? comparer = null,
        [CallerArgumentExpression(nameof(recording))] string name = "the recording") =>
        Throw(name, Checked(recording).DifferenceFrom(other, comparer));

    /// <summary>Throws if the subscriptions to a source are not as drawn.</summary>
    /// <param name="source">What was subscribed to.</param>
    /// <param name="diagrams">Such as <c>--^---!</c>, one for each subscription.</param>
    /// <exception cref="MarbleAssertionException">They are not.</exception>
    public static void ShouldHaveSubscriptions<T>(this MarbleSource<T> source, params string[] diagrams)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.SubscriptionDifference(diagrams) is { } difference)
            throw new MarbleAssertionException($"Expected the source to be subscribed to as drawn, but {difference}");
    }

    private static Recording<T> Checked<T>(Recording<T> recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        return recording;
    }

    private static void Throw(string name, string? difference)
    {
        if (difference is not null)
            throw new MarbleAssertionException($"Expected {name} to be as drawn, but {difference}");
    }
}

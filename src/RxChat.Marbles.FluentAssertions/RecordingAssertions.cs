using FluentAssertions;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace RxChat.Marbles;

/// <summary>Asserts what an observable said, and when.</summary>
public sealed class RecordingAssertions<T>(Recording<T> recording)
    : ReferenceTypeAssertions<Recording<T>, RecordingAssertions<T>>(recording)
{
    /// <inheritdoc />
    protected override string Identifier => "recording";

    /// <summary>Asserts that it is as drawn.</summary>
    /// <param name="diagram">What is expected: a letter is a value that is written so, <c>#</c> any error.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> Be(string diagram, string because = "", params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(diagram), because, becauseArgs);

    /// <inheritdoc cref="Be(string, string, object[])" />
    /// <param name="diagram">What is expected: a letter is a value that is written so.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> Be(
        string diagram, Exception error, string because = "", params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(diagram, error), because, becauseArgs);

    /// <inheritdoc cref="Be(string, string, object[])" />
    /// <param name="diagram">What is expected.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> Be(
        string diagram,
        IReadOnlyDictionary<char, T> values,
        IEqualityComparer<T>? comparer = null,
        Exception? error = null,
        string because = "",
        params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(diagram, values, comparer, error), because, becauseArgs);

    /// <inheritdoc cref="Be(string, string, object[])" />
    /// <param name="diagram">What is expected.</param>
    /// <param name="value">From letter to value.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="error">What <c>#</c> is: an error of this type and message; null is any.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> Be(
        string diagram,
        Func<char, T> value,
        IEqualityComparer<T>? comparer = null,
        Exception? error = null,
        string because = "",
        params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(diagram, value, comparer, error), because, becauseArgs);

    /// <summary>
    /// Asserts that it is as drawn; values are the same if FluentAssertions calls them equivalent, by their members.
    /// </summary>
    /// <param name="diagram">What is expected; <c>#</c> is any error.</param>
    /// <param name="values">What its letters stand for.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> BeEquivalentTo(
        string diagram, IReadOnlyDictionary<char, T> values, string because = "", params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(diagram, values, Equivalence<T>.Comparer), because, becauseArgs);

    /// <summary>Asserts that it is as another recording is, whatever their errors.</summary>
    /// <param name="other">What is expected.</param>
    /// <param name="comparer">When two values are the same; null is equality, and of lists that of their
    /// elements.</param>
    /// <param name="because">Why, in words that follow "because".</param>
    /// <param name="becauseArgs">What stands for the placeholders of <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<RecordingAssertions<T>> BeLike(
        Recording<T> other,
        IEqualityComparer<T>? comparer = null,
        string because = "",
        params object[] becauseArgs) =>
        Agree(recording => recording.DifferenceFrom(other, comparer), because, becauseArgs);

    [CustomAssertion]
    private AndConstraint<RecordingAssertions<T>> Agree(
        Func<Recording<T>, string?> compare, string because, object[] becauseArgs)
    {
        var scope = Execute.Assertion.BecauseOf(because, becauseArgs);
        if (Subject is null)
            scope.FailWith("Expected {context:the recording} to be as drawn{reason}, but it is <null>.");
        else if (compare(Subject) is { } difference)
        {
            scope.FailWith(
                $"Expected {{context:the recording}} to be as drawn{{reason}}, but {Literal.Text(difference)}");
        }
        return new(this);
    }
}

using FluentAssertions;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace RxChat.Marbles;

/// <summary>Asserts when a source was subscribed to.</summary>
public sealed class MarbleSourceAssertions<T>(MarbleSource<T> source)
    : ReferenceTypeAssertions<MarbleSource<T>, MarbleSourceAssertions<T>>(source)
{
    /// <inheritdoc />
    protected override string Identifier => "source";

    /// <summary>
    /// Asserts that the subscriptions are those drawn, in the order they came; none asserts that there was none.
    /// </summary>
    /// <param name="diagrams">Such as <c>--^---!</c>, one for each subscription.</param>
    [CustomAssertion]
    public AndConstraint<MarbleSourceAssertions<T>> HaveSubscriptions(params string[] diagrams)
    {
        if (Subject is null)
            Execute.Assertion.FailWith("Expected {context:the source} to be subscribed to as drawn, but it is <null>.");
        else if (Subject.SubscriptionDifference(diagrams) is { } difference)
            Execute.Assertion.FailWith(
                $"Expected {{context:the source}} to be subscribed to as drawn, but {Literal.Text(difference)}");
        return new(this);
    }
}

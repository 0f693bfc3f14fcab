using FluentAssertions;
using FluentAssertions.Execution;

namespace RxChat.Marbles;

/// <summary>Two values are the same if FluentAssertions calls them equivalent, by their members.</summary>
internal sealed class Equivalence<T> : IEqualityComparer<T>
{
    public static readonly Equivalence<T> Comparer = new();

    public bool Equals(T? one, T? other)
    {
        using var scope = new AssertionScope();
        one.Should().BeEquivalentTo(other);
        return scope.Discard().Length == 0;
    }

    // What is equivalent is not known before it is compared.
    public int GetHashCode(T value) => 0;
}

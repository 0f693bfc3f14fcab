namespace RxChat.Marbles;

/// <summary>
/// <c>heard.Should().Be("--a|")</c> for recordings and sources; the types are concrete,
/// so that no other Should is ambiguous.
/// </summary>
public static class MarbleAssertionExtensions
{
    /// <summary>Asserts what an observable said, and when.</summary>
    public static RecordingAssertions<T> Should<T>(this Recording<T> recording) => new(recording);

    /// <summary>Asserts when a source was subscribed to.</summary>
    public static MarbleSourceAssertions<T> Should<T>(this MarbleSource<T> source) => new(source);
}

using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FluentAssertions.Collections;

namespace RxChat.Tests.Filters.Operators;

/// <summary>Messages of many senders at any times, for properties.</summary>
internal static class Played
{
    /// <summary>A message for each step: so many milliseconds later, by this sender; its text is its number.</summary>
    public static List<ChatMessage> Of(IEnumerable<(int Later, long Sender)> steps)
    {
        var at = VirtualChat.Start;
        return [.. steps
            .Select((step, n) => Spoken.By(step.Sender, $"{n}", at += TimeSpan.FromMilliseconds(step.Later)))];
    }

    public static List<ChatMessage> Through(IReadOnlyList<ChatMessage> said, MessageFilter filter)
    {
        var (time, passed) = (new HistoricalScheduler(VirtualChat.Start), new List<ChatMessage>());
        using var messages = new Subject<ChatMessage>();
        using var subscription = filter(messages, time).Subscribe(passed.Add);
        foreach (var message in said)
        {
            if (message.At > time.Now) time.AdvanceTo(message.At);
            messages.OnNext(message);
        }
        messages.OnCompleted();
        time.Start();
        return passed;
    }

    /// <summary>The same messages in the same order, some left out.</summary>
    public static void BeSubsequenceOf(this GenericCollectionAssertions<ChatMessage> passed,
        IEnumerable<ChatMessage> said)
    {
        using var next = said.GetEnumerator();
        foreach (var message in passed.Subject)
        {
            var found = false;
            while (!found && next.MoveNext()) found = next.Current == message;
            found.Should().BeTrue("{0} was said there", message.Text);
        }
    }
}

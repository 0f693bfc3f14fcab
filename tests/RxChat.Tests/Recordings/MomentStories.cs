using System.Diagnostics;
using System.Reactive.Linq;
using System.Text;
using RxChat.Tests.Stories;

namespace RxChat.Tests.Recordings;

/// <summary>What is in a recording, looked at.</summary>
public sealed class MomentStories : IDisposable
{
    private static readonly int s_messages =
        Environment.GetEnvironmentVariable("RXCHAT_FULL") == "1" ? 1_000_000 : 5_000;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1), s_day = TimeSpan.FromDays(1);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"rxchat-{Guid.NewGuid():N}.rec");

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete($"{_file}.1");
    }

    [Fact]
    public void Who_was_where_is_told_of_any_moment_and_step_by_step()
    {
        Afternoon();
        var recording = ChatRecording.Open(_file);
        var early = recording.At(VirtualChat.Start.AddSeconds(2.5));
        early.People.Select(one => one.Person.Name).Should().Equal("alice", "guest-2");
        early.Rooms.Select(room => room.Room).Should().Equal("lobby");
        var late = recording.At(VirtualChat.Start.AddSeconds(4.5));
        late.Rooms.Single(room => room.Room == "tea").Should().BeEquivalentTo(
            new { Members = new[] { "alice" }, Topic = "leaves", Last = 1L });
        recording.At(VirtualChat.Start.AddSeconds(4.5), steps: -1).Rooms.Single(room => room.Room == "tea").Topic
            .Should().BeEmpty();
        recording.At(VirtualChat.Start.AddSeconds(2.5), steps: 1).Rooms.Select(room => room.Room)
            .Should().Contain("tea");
    }

    [Fact]
    public void What_everybody_might_is_told_of_any_moment()
    {
        var chat = AccountChat.New(options => options with { Recording = new RecordingOptions(_file) });
        TimeSpan one = TimeSpan.FromSeconds(1), two = TimeSpan.FromSeconds(2);
        chat.Connect("bob").Says("/name bob", at: two).Says("/join den", at: two);
        chat.Connect("alice").Says("/name alice", at: one).Says("/register secret-1", at: one)
            .Says("/join den", at: one).Says("/mute bob", at: TimeSpan.FromSeconds(3))
            .Says("/unmute bob", at: TimeSpan.FromSeconds(5));
        chat.Run(TimeSpan.FromSeconds(10));
        chat.Stop();
        RulesAt(2.5).Should().Equal("alice Role owner");
        RulesAt(4).Should().Equal("alice Role owner", "bob Mute");
        RulesAt(6).Should().Equal("alice Role owner");

        IEnumerable<string> RulesAt(double seconds) =>
            ChatRecording.Open(_file).At(VirtualChat.Start.AddSeconds(seconds)).People
                .SelectMany(one => one.Rules.Select(act => $"{one.Person.Name} {act.Act} {act.Value}".TrimEnd()))
                .Order();
    }

    [Fact]
    public void What_waited_for_whom_is_told_as_of_the_last_checkpoint()
    {
        var chat = Record(new RecordingOptions(_file));
        var alice = chat.Connect("alice");
        chat.Connect("slow", window: 2000).Freezes(at: TimeSpan.FromSeconds(1));
        for (var n = 0; n < 50; n++) alice.Says(new string('x', 200), at: TimeSpan.FromSeconds(2 + n));
        chat.Run(TimeSpan.FromMinutes(3));
        chat.Stop();
        var late = ChatRecording.Open(_file).At(VirtualChat.Start.AddMinutes(2));
        late.People.Select(one => one.Waiting > 0).Should().Equal(false, true);
        late.People[1].Waiting.Should().BeInRange(50 * 200 - 3000, 50 * 230);
    }

    [Fact]
    public void Why_somebody_did_not_get_a_message_is_told_stage_by_stage()
    {
        Afternoon();
        var recording = ChatRecording.Open(_file);
        recording.Why("tea/2", "guest-2").Should().HaveCount(3)
            .And.Subject.Last().Should().Be("guest-2 (connection 2) was not in tea");
        recording.Why("tea/2", "nobody").Should().EndWith("nobody was not here");
        recording.Why("tea/9", "alice").Should().Equal("nobody said tea/9 in this recording");
    }

    [Fact]
    public void An_unfinished_line_is_left_out_and_the_rest_is_replayed()
    {
        Afternoon();
        using (var file = File.OpenWrite(_file)) file.SetLength(file.Length * 2 / 3);
        var replayed = ChatRecording.Open(_file).Replay();
        replayed.IsCut.Should().BeTrue();
        replayed.IsEqual.Should().BeTrue();
    }

    [Fact]
    public void Scrubbed_it_has_the_same_shape_and_none_of_the_words()
    {
        Afternoon();
        using var scrubbed = new MemoryStream();
        ChatRecording.Open(_file).Scrub(scrubbed);
        var text = Encoding.UTF8.GetString(scrubbed.ToArray());
        text.Split('\n').Should().HaveSameCount(File.ReadAllText(_file).Split('\n'));
        foreach (var word in new[] { "alice", "tea", "leaves", "hello", "secret" }) text.Should().NotContain(word);
        File.WriteAllText(_file, text);
        var replayed = ChatRecording.Open(_file).Replay();
        replayed.Difference.Should().BeNull();
        replayed.Messages.Should().Be(2);
    }

    [Fact]
    public void Larger_than_it_may_be_it_has_two_parts_and_is_good_for_other_filters()
    {
        var chat = Record(new RecordingOptions(_file) { Size = 1_000_000 });
        var alice = chat.Connect("alice");
        chat.Connect("bob").Says("/join den", at: TimeSpan.FromSeconds(1))
            .Says("alone", at: TimeSpan.FromSeconds(9_998.5));
        for (var n = 0; n < 10_000; n++) alice.Says($"text {n}", at: TimeSpan.FromSeconds(n));
        chat.Run(TimeSpan.FromSeconds(10_000));
        chat.Stop();
        var recording = ChatRecording.Open(_file);
        recording.At(VirtualChat.Start.AddSeconds(9_999)).Rooms.Single(room => room.Room == "lobby").Last
            .Should().Be(10_000);
        recording.Ended.Should().BeOnOrAfter(VirtualChat.Start.AddSeconds(10_000));
        FluentActions.Invoking(() => recording.Replay()).Should().Throw<RecordingException>()
            .WithMessage("its beginning is gone*");
        var candidate = new FilterPair(
            null, static (messages, _) => messages.Where(message => message.Text is "text 9999" or "alone"));
        var replayed = recording.Replay(candidate: candidate, until: VirtualChat.Start.AddSeconds(9_998.9));
        replayed.Should().BeEquivalentTo(new { IsPart = true, IsEqual = false, Difference = (string?)null });
        replayed.Messages.Should().Be(replayed.Differences.Count + 1).And.BeGreaterThan(1_000);
        replayed.Events.Should().Be(replayed.Messages, "everybody is where they were");
    }

    [Fact]
    public void Nothing_in_it_is_older_than_it_may_be()
    {
        var chat = Record(new RecordingOptions(_file) { Age = TimeSpan.FromHours(2) });
        var alice = chat.Connect("alice");
        for (var n = 0; n < 300; n++) alice.Says($"text {n}", at: TimeSpan.FromMinutes(n));
        chat.Run(TimeSpan.FromMinutes(300));
        chat.Stop();
        ChatRecording.Open(_file).Began.Should().BeOnOrAfter(VirtualChat.Start.AddHours(3));
        File.ReadAllText(_file).Should().Contain("text 299");
        Directory.GetFiles(Path.GetDirectoryName(_file)!, $"{Path.GetFileName(_file)}*").Should().HaveCount(2)
            .And.AllSatisfy(part => File.ReadAllText(part).Should().NotContain("text 100\""));
    }

    [Fact]
    public void A_day_is_replayed_in_seconds_and_a_moment_of_it_found_at_once()
    {
        var chat = Record(new RecordingOptions(_file) { Size = long.MaxValue });
        var alice = chat.Connect("alice");
        for (var n = 0; n < s_messages; n++)
            alice.Says($"text {n}", at: s_first + (s_day * n / s_messages));
        chat.Run(TimeSpan.FromDays(1.1));
        chat.Stop();
        var recording = ChatRecording.Open(_file);
        var watch = Stopwatch.StartNew();
        recording.Replay().IsEqual.Should().BeTrue();
        // Half a million in half a minute.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(Math.Max(30, 30 * s_messages / 500_000)));
        recording.At(VirtualChat.Start.AddHours(1));
        watch.Restart();
        var moment = recording.At(VirtualChat.Start.AddHours(17.3));
        // Beside all other tests one waits for the processor longer than for the file.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromMilliseconds(s_messages < 100_000 ? 2000 : 200));
        moment.Rooms.Single().Last.Should().BeCloseTo(
            (long)(s_messages * (TimeSpan.FromHours(17.3) - s_first) / s_day), 2);
    }

    private static VirtualChat Record(RecordingOptions options) =>
        new(new ChatServerOptions { Recording = options });

    private void Afternoon()
    {
        var chat = Record(new RecordingOptions(_file));
        var (alice, _) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("/name alice", at: TimeSpan.FromSeconds(1)).Says("hello", at: TimeSpan.FromSeconds(2))
            .Says("/join tea", at: TimeSpan.FromSeconds(3)).Says("/topic leaves", at: TimeSpan.FromSeconds(4))
            .Says("tea is ready", at: TimeSpan.FromSeconds(5)).Says("/register secret-1", at: TimeSpan.FromSeconds(6));
        chat.Run(TimeSpan.FromMinutes(5));
        chat.Stop();
    }
}

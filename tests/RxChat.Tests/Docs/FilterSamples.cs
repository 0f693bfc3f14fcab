using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Reactive.Linq;

namespace RxChat.Tests.Docs;

/// <summary>The samples of docs/filters.md.</summary>
public class FilterSamples
{
    [Fact]
    public void A_filter_is_written_and_tried_in_five_minutes()
    {
        #region first-filter
        MessageFilter perClient = (messages, time) => messages
            .MaxLength(500)
            .RateLimit(2, TimeSpan.FromSeconds(10), time)
            .Censor("darn", "heck")
            .Select(message => message with { Text = message.Text.Replace(":)", "🙂") });

        var chat = new VirtualChat(new ChatServerOptions { FilterPerClient = perClient });
        var alice = chat.Connect("alice").Says("darn :)").Says("again").Says("and again");
        chat.Run(TimeSpan.FromMinutes(1));

        alice.Texts.Should().EndWith(
            ["guest-1: **** 🙂", "guest-1: again", "* slow down: at most 2 messages in 10 s"]);
        #endregion
    }

    [Fact]
    public void Outcomes_tell_the_sender()
    {
        #region outcomes
        MessageFilter perClient = (messages, _) => messages.Where(message =>
        {
            switch (message.Text)
            {
                case "hello?":
                    message.Notify("the support room is /join help");     // told, and said
                    return true;
                case "spam":
                    message.Reject("no spam here");                       // told, and not said
                    return false;
                case "virus":
                    message.Disconnect("goodbye");                        // told, and gone
                    return false;
                default:
                    return true;
            }
        });
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterPerClient = perClient });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("hello?").Says("spam").Says("virus").Says("too late");
        chat.Run(TimeSpan.FromMinutes(1));
        alice.Texts
            .Should().EndWith(["* the support room is /join help", "guest-1: hello?", "* no spam here", "* goodbye"]);
        bob.Texts.Should().EndWith(["guest-1: hello?", "* guest-1 left"]);
    }

    [Fact]
    public void Three_rejections_in_a_minute_mute_for_five()
    {
        #region rejections
        MessageFilter perClient = (messages, time) => messages.WithRejections((said, rejected) =>
        {
            var offenders = rejected.Where(no => no.Reason.StartsWith("slow down", StringComparison.Ordinal))
                .Timestamp(time)
                .Buffer(count: 3, skip: 1)
                .Where(last => last.Count == 3 && last[2].Timestamp - last[0].Timestamp < TimeSpan.FromMinutes(1))
                .Select(last => last[2].Value.Message.Sender!);
            return said.Mute(offenders, TimeSpan.FromMinutes(5), time).RateLimit(1, TimeSpan.FromSeconds(10), time);
        });
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterPerClient = perClient });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        for (var n = 0; n < 6; n++) alice.Says($"{n}", at: TimeSpan.FromSeconds(n));
        alice.Says("later", at: TimeSpan.FromSeconds(302)).Says("at last", at: TimeSpan.FromSeconds(304));
        bob.Says("hello");
        chat.Run(TimeSpan.FromMinutes(10));

        var told = alice.Texts.Where(text => text[0] == '*' && !text.Contains("guest"));
        told.Select(text => text.Split(':')[0]).Should().Equal("* slow down", "* slow down", "* slow down",
            "* you are muted for another 299 s", "* you are muted for another 298 s",
            "* you are muted for another 1 s");
        bob.Texts.Where(text => text[0] != '*').Should().Equal("guest-1: 0", "guest-2: hello", "guest-1: at last");
    }

    [Fact]
    public void A_poll_is_a_command_of_ones_own()
    {
        #region poll
        MessageFilter forEveryone = (messages, time) => messages.Merge(time
            .Commands("poll", "QUESTION asks the room, which has 30 s")
            .SelectMany(asked => Observable.Return($"{asked.Text} You have 30 s: /vote ANSWER")
                .Concat(time.Commands("vote", "ANSWER votes")
                    .Where(vote => vote.Room == asked.Room)
                    .Distinct(vote => vote.Sender)
                    .TakeUntil(Observable.Timer(TimeSpan.FromSeconds(30), time))
                    .Aggregate(
                        ImmutableSortedDictionary<string, int>.Empty,
                        (votes, vote) => votes.SetItem(vote.Text, votes.GetValueOrDefault(vote.Text) + 1))
                    .Select(votes => string.Join(", ", votes.Select(vote => $"{vote.Key}: {vote.Value}"))))
                .Select(text => new ChatMessage("poll", asked.Room, text))));
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = forEveryone });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob"));
        alice.Says("/poll Tea?").Says("/vote yes").Says("/vote yes").Says("/help");
        bob.Says("/vote no", TimeSpan.FromSeconds(29)).Says("/vote no", TimeSpan.FromSeconds(31));
        chat.Run(TimeSpan.FromMinutes(1));

        alice.Texts.Should().ContainInOrder("poll [bot]: Tea? You have 30 s: /vote ANSWER", "* /vote ANSWER votes");
        bob.Heard.Should().Contain(new Heard(TimeSpan.FromSeconds(30), "poll [bot]: no: 1, yes: 1"))
            .And.EndWith(new Heard(TimeSpan.FromSeconds(31), "* unknown command /vote, try /help"));
    }

    [Fact]
    public void A_moderator_sends_somebody_away()
    {
        #region moderate
        MessageFilter forEveryone = (messages, time) =>
        {
            var here = time.People().Scan(
                ImmutableDictionary<string, Person>.Empty,
                (people, entry) => entry switch
                {
                    Arrived arrived => people.Add(arrived.Person.Name, arrived.Person),
                    Renamed renamed => people.Remove(renamed.Before.Name).Add(renamed.Person.Name, renamed.Person),
                    Departed departed => people.Remove(departed.Person.Name),
                    _ => people,
                });
            return messages.Merge(time.Commands("dismiss", "NAME sends somebody away")
                .WithLatestFrom(here, (asked, people) =>
                {
                    if (asked.From != "mod") asked.Reject("the moderator may");
                    else if (people.TryGetValue(asked.Text, out var person))
                        asked.Disconnect(person, "the moderator asks you to leave");
                    else asked.Reject($"{asked.Text} is not here");
                    return asked;
                })
                .IgnoreElements());
        };
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = forEveryone });
        var bob = chat.Connect("bob").Says("/name bob").Says("hello").Says("/dismiss mod");
        var mod = chat.Connect("mod").Says("/name mod").Says("/dismiss rob").Says("/dismiss bob");
        chat.Run(TimeSpan.FromSeconds(1));
        bob.Texts.Should().Contain("* the moderator may").And.EndWith("* the moderator asks you to leave");
        mod.Texts.Should().EndWith(["* rob is not here", "* bob left"]).And.Contain("bob: hello");
    }

    [Fact]
    public void Whoever_comes_is_welcome()
    {
        #region welcome
        MessageFilter forEveryone = (messages, time) => messages.Merge(time.People()
            .OfType<Joined>()
            .Where(joined => joined.Room == "lobby" && joined.Members < 100)
            .Select(joined => new ChatMessage("bot", joined.Room, $"welcome, {joined.Person.Name}")));
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = forEveryone });
        var (alice, bob) = (chat.Connect("alice"), chat.Connect("bob").Says("/join tea"));
        chat.Run(TimeSpan.FromSeconds(1));
        alice.Texts.Should().EndWith(
            ["bot [bot]: welcome, guest-1", "* guest-2 joined", "bot [bot]: welcome, guest-2"]);
        bob.Texts.Should().EndWith("* guest-2 joined");
    }

    [Fact]
    public void A_classifier_over_http_holds_up_nobody_else()
    {
        using var http = new HttpClient(new Classifier()) { BaseAddress = new Uri("http://classifier/") };

        #region classifier
        MessageFilter forEveryone = (messages, time) => messages.SelectInOrder(
            async (message, cancellation) =>
            {
                using var answer = await http.PostAsJsonAsync("/toxic", message.Text, cancellation);
                if (!await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<bool>(cancellation))
                    return message;
                message.Reject("that was not kind");
                return null;
            },
            timeout: TimeSpan.FromSeconds(2),
            whenFailed: WhenFailed.Pass,
            scheduler: time);
        #endregion

        var chat = new VirtualChat(new ChatServerOptions { FilterForEveryone = forEveryone });
        var alice = chat.Connect("alice").Says("I hate you").Says("sorry");
        SpinWait.SpinUntil(
            () =>
            {
                chat.Run(TimeSpan.FromMilliseconds(1));
                return alice.Texts.Contains("guest-1: sorry");
            },
            TimeSpan.FromSeconds(30));
        alice.Texts.Should().EndWith(["* that was not kind", "guest-1: sorry"]);
    }

    private sealed class Classifier : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = await request.Content!.ReadFromJsonAsync<string>(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(text!.Contains("hate")) };
        }
    }
}

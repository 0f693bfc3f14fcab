using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json;
using RxChat.Testing;

namespace RxChat.Client.Tests;

/// <summary>Queries of a client, over connections that break.</summary>
public sealed class QueryStories : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualChat _chat = new();
    private readonly Subject<int> _breaks = new();
    private readonly ChatClient _client;
    private readonly VirtualClient _bob;

    public QueryStories()
    {
        _client = new ChatClient(
            outgoing => _chat.Link()(outgoing).TakeUntil(_breaks), new ChatClientOptions { Seed = 1 }, _chat.Scheduler);
        _bob = _chat.Connect("bob").Says("/join ops");
        _chat.Run(s_second);
    }

    [Fact]
    public void A_query_goes_on_over_another_connection_until_it_is_disposed()
    {
        var (all, some) = (new List<string?>(), new List<string?>());
        using var hearing = _client.Query("in ops | last 1").SelectMany(Texts).Subscribe(all.Add);
        var other = _client.Query("in ops").SelectMany(Texts).Subscribe(some.Add);
        _chat.Run(s_second);
        _bob.Says("one");
        _chat.Run(s_second);
        other.Dispose();
        _breaks.OnNext(0);
        _bob.Says("two");
        _chat.Run(20 * s_second);
        _bob.Says("three");
        _chat.Run(s_second);

        all.Should().Equal("one", "two", "three");
        some.Should().Equal("one");
    }

    [Fact]
    public void One_that_cannot_be_says_why()
    {
        var errors = new List<Exception>();
        using var none = _client.Query("in ops | hass x").Subscribe(_ => { }, errors.Add);
        _chat.Run(s_second);
        errors.Should().ContainSingle().Which.Should().BeOfType<RefusedException>()
            .Which.Code.Should().Be("bad_query");
    }

    [Fact]
    public void When_the_client_ends_so_do_they()
    {
        var ended = false;
        using var hearing = _client.Query("in ops").Subscribe(_ => { }, () => ended = true);
        _chat.Run(s_second);
        _client.Dispose();
        _chat.Run(s_second);
        ended.Should().BeTrue();
    }

    public void Dispose()
    {
        _client.Dispose();
        _breaks.Dispose();
    }

    private static IEnumerable<string?> Texts(JsonElement result) => result.GetProperty("messages").EnumerateArray()
        .Select(message => message.GetProperty("text").GetString());
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace RxChat.Tests.Values;

/// <summary>Values as lines of JSON.</summary>
public class CodecTests
{
    [Fact]
    public void Any_value_is_read_back_as_it_was_written() =>
        AnyValue.Gen.Sample(
            value =>
            {
                var line = Codec.Write(value);
                var read = Codec.Read(line).Value;
                // Arrays are equal when they are the same one, so what holds some is compared by its members.
                if (value is MemberList or RoomList or Help or HelpText or HistoryPage or GiveHistory or GiveMissed
                    or SearchPage or GiveSearch or GiveAccount or LoggedIn
                    or RuleList or UnreadList or Search or GiveSeed or QueryBegun or ResultMessages or ResultCounts)
                    read.Should().BeEquivalentTo(value, options => options.RespectingRuntimeTypes());
                else read.Should().Be(value);
                Codec.Write(read).Should().Equal(line);
            },
            iter: 20_000);

    [Fact]
    public void A_value_is_one_object_on_one_line() =>
        AnyValue.Gen.Sample(value =>
            Encoding.UTF8.GetString(Codec.Write(value))
                .Should().StartWith("{\"v\":1,").And.EndWith("}").And.NotContain("\n"));

    [Fact]
    public void An_event_has_its_audience()
    {
        var line = Codec.Write(new Joined(new Person(7, "alice"), "tea", 2), Audience.In("tea", but: 7));

        Encoding.UTF8.GetString(line).Should().Be(
            """{"v":1,"value":{"type":"joined","person":{"id":7,"name":"alice"},"room":"tea","members":2}"""
            + ""","to":{"room":"tea","but":7}}""");
        Codec.Read(line).To.Should().Be(Audience.In("tea", but: 7));
    }

    [Theory]
    [InlineData("""{"v":2,"value":{"type":"stop"}}""", "*version 2*")]
    [InlineData("""{"v":1}""", "*'value'*")]
    [InlineData("""{"v":1,"value":{"type":"nonsense"}}""", "*nonsense*")]
    [InlineData("""{"v":1,"value":{"room":"tea"}}""", "*no whole value*")]
    [InlineData("""{"v":1,"value":{"type":"say"}}""", "*'from', 'room', 'text'*")]
    [InlineData("not json", "*")]
    public void What_is_no_value_is_refused(string line, string message)
    {
        var read = () => Codec.Read(Encoding.UTF8.GetBytes(line));
        read.Should().Throw<JsonException>().WithMessage(message);
    }

    [Fact]
    public void Every_value_that_can_be_is_known_to_the_codec()
    {
        var all = typeof(ChatValue).Assembly.GetTypes().Where(type => !type.IsAbstract);
        all.Where(type => type.IsSubclassOf(typeof(ChatValue))).Should().BeEquivalentTo(AnyValue.Types);
        all.Where(type => type.IsSubclassOf(typeof(Refusal))).Should().BeEquivalentTo(AnyValue.Refusals);
    }

    [Fact]
    public void Values_hold_nothing_that_lives()
    {
        var seen = new HashSet<Type>();
        foreach (var type in AnyValue.Types.Concat(AnyValue.Refusals)) Look(type);

        seen.Should().OnlyContain(type => type.IsValueType || type == typeof(string) || type == typeof(Person)
            || type == typeof(Peer) || type == typeof(HistoryQuery)
            || type == typeof(Secret) || type == typeof(Account) || type == typeof(AccountReply)
            || type == typeof(Voucher)
            || type == typeof(IOutcomes) || type == typeof(Target) || type.IsSubclassOf(typeof(ChatValue))
            || type.IsSubclassOf(typeof(Refusal)));

        void Look(Type type)
        {
            if (!seen.Add(type) || type.Namespace != nameof(RxChat)) return;
            foreach (var property in type.GetProperties().Where(property => property.Name != "EqualityContract"))
            {
                var held = property.PropertyType;
                if (held.IsGenericType && held.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
                    held = held.GetGenericArguments()[0];
                if (held != typeof(Refusal)) Look(held);
            }
        }
    }
}

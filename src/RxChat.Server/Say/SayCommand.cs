using System.CommandLine;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using RxChat.Client;
using RxChat.Server.Configuration;

namespace RxChat.Server.Say;

using Command = System.CommandLine.Command;

/// <summary><c>rxchat say</c>: one message, for scripts.</summary>
internal static class SayCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("URL") { Description = "where to, such as json://127.0.0.1:4042" };
        var room = new Argument<string>("ROOM") { Description = "in which room; @name is one person" };
        var text = new Argument<string>("TEXT") { Description = "what; - is all of standard input" };
        var name = new Option<string?>("--name")
        {
            Description = "under which name; a guest if none",
            HelpName = "NAME",
        };
        var patience = new Option<string>("--timeout")
        {
            Description = "how long it may take, with tries to connect",
            HelpName = "time",
            DefaultValueFactory = _ => "10s",
        };
        const string description =
            "Says something once, and prints its number and id when the server has it. Exits with 1 when it has not.";
        var say = new Command("say", description) { url, room, text, name, patience };
        say.SetAction(async (parsed, _) => await RunAsync(
            parsed.GetValue(url)!, parsed.GetValue(room)!, parsed.GetValue(text)!, parsed.GetValue(name),
            ValueParser.TimeOf("--timeout", parsed.GetValue(patience)!)));
        return say;
    }

    private static async Task<int> RunAsync(string url, string room, string text, string? name, TimeSpan patience)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !Links.Know(uri))
            throw new BadOptionException($"{url} is nothing to say it to; write for example json://127.0.0.1:4042 "
                + "or http://127.0.0.1:4080");
        if (text == "-") text = (await Console.In.ReadToEndAsync()).TrimEnd('\n');
        if (text.Length == 0) throw new BadOptionException("there is nothing to say");
        using var client = new ChatClient(Links.To(uri), new ChatClientOptions { Name = name });
        var why = $"{url} has not answered";
        using var states = client.States.Subscribe(state => why =
            state.Why is { } lost ? $"{url} cannot be reached: {lost}"
            : state.IsConnected && name is not null && state.Name != name ? $"the name {name} could not be had"
            : $"{url} has not answered");
        var entered = room.StartsWith('@')
            ? client.States.Where(state => state.IsConnected).Select(_ => (RoomEvent?)null)
            : client.In(room).Where(told => told is Entered or NotEntered);
        try
        {
            var named = client.States.FirstAsync(
                state => state.IsConnected && (name is null || state.Name == name));
            var receipt = await Observable.CombineLatest(named, entered, (_, told) => told).FirstAsync()
                .SelectMany(told => told is NotEntered not
                    ? Observable.Throw<Receipt>(new IOException(not.Reason))
                    : client.Say(room, text))
                .Timeout(patience).ToTask();
            Console.Out.WriteLine(receipt.Seq > 0 ? $"{receipt.Seq} {receipt.Id}" : "said");
            return 0;
        }
        catch (TimeoutException)
        {
            return LastWords.Say(why);
        }
        catch (Exception e) when (e is RefusedException or IOException)
        {
            return LastWords.Say(e.Message);
        }
    }
}

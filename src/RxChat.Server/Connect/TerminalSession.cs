using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Runtime.InteropServices;

namespace RxChat.Server.Connect;

/// <summary>A dialogue in a terminal: keys in, lines out, one at a time.</summary>
internal static class TerminalSession
{
    private static readonly string[] s_commands =
    [
        "/away", "/back", "/edit", "/help", "/history", "/ignore", "/join", "/leave", "/login", "/logout", "/msg",
        "/name", "/quit", "/react", "/read", "/register", "/remove", "/reply", "/rooms", "/search", "/topic",
        "/unignore", "/unread", "/unreact", "/who",
    ];

    /// <summary>Runs until one leaves, or the conversation is over: then it throws why.</summary>
    /// <param name="make">Makes the dialogue on the session's thread.</param>
    public static async Task RunAsync(Func<IScheduler, IDialogue> make)
    {
        using var loop = new EventLoopScheduler(work => new Thread(work) { Name = "terminal", IsBackground = true });
        using var dialogue = make(loop);
        var paint = new Painter(Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        var terminal = new Terminal(Console.Out, () => Console.WindowWidth);
        var editor = new LineEditor((begun, isFirst) => Completions(dialogue.Now, begun, isFirst));
        Console.TreatControlCAsInput = true;
        using var resized = OperatingSystem.IsWindows() ? Disposable.Empty
            : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => loop.Schedule(terminal.Draw));
        void Show() => terminal.Show(PromptOf(dialogue.Now), editor.Text, editor.Cursor);
        var lines = dialogue.Lines.ObserveOn(loop).Do(shown =>
        {
            terminal.Print(paint.Line(shown, dialogue.Now.Name));
            Show();
        });
        var keys = Keys().ObserveOn(loop).TakeWhile(key => !IsEnd(key, editor)).Do(key =>
        {
            if (key.Key == ConsoleKey.L && key.Modifiers.HasFlag(ConsoleModifiers.Control))
                Console.Out.Write("\e[2J\e[H");
            if (editor.Press(key) is { Length: > 0 } line) dialogue.Type(line);
            Show();
        }, () => dialogue.Type("/quit"));
        loop.Schedule(Show);
        try
        {
            using var typing = keys.Subscribe();
            await lines.LastOrDefaultAsync().ToTask();
        }
        finally
        {
            terminal.End();
        }
    }

    // Ctrl-C, and Ctrl-D on an empty line.
    private static bool IsEnd(ConsoleKeyInfo key, LineEditor editor) =>
        key.Modifiers.HasFlag(ConsoleModifiers.Control)
        && (key.Key == ConsoleKey.C || (key.Key == ConsoleKey.D && editor.Text.Length == 0));

    // A thread waits for keys, and ends with the process, or with the terminal.
    private static IObservable<ConsoleKeyInfo> Keys() => Observable.Create<ConsoleKeyInfo>(observer =>
    {
        new Thread(() =>
        {
            try
            {
                while (true) observer.OnNext(Console.ReadKey(intercept: true));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                observer.OnCompleted();
            }
        }) { Name = "keys", IsBackground = true }.Start();
        return Disposable.Empty;
    });

    private static string PromptOf(Whereabouts here)
    {
        var news = string.Concat(here.News.Where(room => room.Value > 0).Select(room =>
            string.Create(CultureInfo.InvariantCulture, $" {room.Key}+{room.Value}")));
        return $"[{here.Room ?? "-"}{(here.Members is { } members ? $" {members}" : "")}{news}] ";
    }

    private static IEnumerable<string> Completions(Whereabouts here, string begun, bool isFirst)
    {
        var words = isFirst && begun.StartsWith('/') ? s_commands : begun.Length == 0 ? [] : here.Known;
        return words.Where(word => word.StartsWith(begun, StringComparison.OrdinalIgnoreCase));
    }
}

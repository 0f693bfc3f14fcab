using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;

namespace RxChat.Server.Connect;

/// <summary>A dialogue in a pipe: lines in, lines out.</summary>
internal static class PipeSession
{
    /// <summary>Runs until the input ends or one leaves; what was said is answered by then.</summary>
    public static async Task RunAsync(Func<IScheduler, IDialogue> make)
    {
        using var loop = new EventLoopScheduler(work => new Thread(work) { Name = "pipe", IsBackground = true });
        using var dialogue = make(loop);
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        using var typing = Observable.FromAsync(() => input.ReadLineAsync()).Repeat()
            .TakeWhile(line => line is not null).ObserveOn(loop)
            .Subscribe(line => dialogue.Type(line!), () => dialogue.Type("/quit"));
        await dialogue.Lines.Do(shown => Console.Out.WriteLine(shown.Text)).LastOrDefaultAsync().ToTask();
    }
}

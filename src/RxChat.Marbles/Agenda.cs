using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace RxChat.Marbles;

/// <summary>The order within a frame: first who subscribes, then who lets go, then what sources say.</summary>
internal enum Turn
{
    Subscribe,
    Release,
    Speak,
}

/// <summary>
/// What diagrams plan, a page per time. A scheduler keeps work due at one time in the order it was
/// asked for, so without pages it would depend on the order of a test's lines whether a subscription
/// hears what is said in its first frame.
/// </summary>
internal sealed class Agenda(IScheduler scheduler)
{
    private readonly Dictionary<DateTimeOffset, Page> _pages = [];

    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    public IDisposable Plan(DateTimeOffset due, Turn turn, Action action)
    {
        if (!_pages.TryGetValue(due, out var page))
        {
            _pages.Add(due, page = new Page());
            page.Scheduled = scheduler.Schedule(due, () => Play(due, page));
        }
        if (due > Last) Last = due;
        var item = new Item(action);
        page.Items.Add((turn, page.Planned++), item);
        page.Live++;
        return Disposable.Create(() => Cross(due, page, item));
    }

    private void Play(DateTimeOffset due, Page page)
    {
        page.Playing = true;
        try
        {
            while (page.Items.Count > 0)
            {
                var (place, item) = page.Items.First();
                page.Items.Remove(place);
                item.Take()?.Invoke();
            }
        }
        finally
        {
            _pages.Remove(due);
        }
    }

    // A page with nothing on it is taken back: time shall not pass for what will not happen.
    private void Cross(DateTimeOffset due, Page page, Item item)
    {
        if (item.Take() is null || --page.Live > 0 || page.Playing) return;
        page.Scheduled.Dispose();
        _pages.Remove(due);
    }

    private sealed class Page
    {
        public SortedDictionary<(Turn, int), Item> Items { get; } = [];

        public IDisposable Scheduled { get; set; } = Disposable.Empty;

        public int Planned { get; set; }

        public int Live { get; set; }

        public bool Playing { get; set; }
    }

    private sealed class Item(Action action)
    {
        private Action? _action = action;

        public Action? Take() => Interlocked.Exchange(ref _action, null);
    }
}

using System.Reactive.Subjects;

namespace RxChat;

/// <summary>Who comes and goes, as one pipeline sees it, from the first time that it asks.</summary>
internal sealed class SeenPeople(FilterPipeline pipeline, FilterContext context) : IDisposable
{
    private Subject<Entry>? _seen;
    private IDisposable? _subscription;

    public IObservable<Entry> Seen
    {
        get
        {
            if (_seen is not null) return _seen;
            _seen = new Subject<Entry>();
            _subscription = context.People.Subscribe(
                entry => pipeline.Guarded((_seen, entry), static s => s._seen.OnNext(s.entry)));
            return _seen;
        }
    }

    public void Complete()
    {
        if (_seen is not null) pipeline.Guarded(_seen, static seen => seen.OnCompleted());
    }

    public void Dispose() => _subscription?.Dispose();
}

using System.Globalization;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Text.Json;

namespace RxChat.Client;

/// <summary>Questions that stay.</summary>
public sealed partial class ChatClient
{
    /// <summary>Prefix of refs of theirs.</summary>
    private const string Querying = "query ";

    private readonly List<StandingQuery> _queries = [];

    /// <summary>
    /// What becomes of a query (docs/queries.md), each result as the server writes it: subscribing asks, and disposing
    /// ends it. Asked anew over each connection, so what was said between two may be missing.
    /// </summary>
    /// <param name="query">Such as <c>in ops, dev | has deploy | count per 1m by from</c>.</param>
    /// <returns>The results, or a <see cref="RefusedException"/>, also when one may no longer hear of it.</returns>
    public IObservable<JsonElement> Query(string query)
    {
        ArgumentException.ThrowIfNullOrEmpty(query);
        return Observable.Create<JsonElement>(observer =>
        {
            var standing = new StandingQuery(query, observer);
            OnLoop(() =>
            {
                if (_isDisposed || standing.IsOver)
                {
                    observer.OnCompleted();
                    return;
                }
                _queries.Add(standing);
                if (_outgoing is not null) Ask(standing);
            });
            return Disposable.Create(() => OnLoop(() => End(standing)));
        });
    }

    private void Ask(StandingQuery query)
    {
        query.Ref = string.Create(CultureInfo.InvariantCulture, $"{Querying}{++_asked}");
        Send(new Frame { Type = "query", Q = query.Text, Ref = query.Ref });
    }

    private void End(StandingQuery query)
    {
        query.IsOver = true;
        // Who asks the same twice is told under one number.
        if (_queries.Remove(query) && _outgoing is not null && query.Number is { } number
            && _queries.TrueForAll(other => other.Number != number))
            Send(new Frame { Type = "unquery", Query = number });
    }

    private bool IsOfQuery(Frame frame, string line)
    {
        var asked = frame.Ref is null ? null : _queries.Find(query => query.Ref == frame.Ref);
        switch (frame.Type)
        {
            case "queried":
                if (asked is not null) asked.Number = frame.Query;
                // It was ended before it had a number.
                else if (_queries.TrueForAll(query => query.Number != frame.Query))
                    Send(new Frame { Type = "unquery", Query = frame.Query });
                return true;
            case "result":
                using (var result = JsonDocument.Parse(line))
                {
                    foreach (var query in _queries.Where(query => query.Number == frame.Query).ToArray())
                        query.Results.OnNext(result.RootElement.Clone());
                }
                return true;
            case "ended" when frame.Code is not null:
                foreach (var query in _queries.Where(query => query.Number == frame.Query).ToArray())
                    Refuse(query, frame);
                return true;
            // By what somebody else listened for no longer, while one came who asks the same.
            case "ended":
                foreach (var query in _queries.Where(query => query.Number == frame.Query).ToArray())
                {
                    query.Number = null;
                    Ask(query);
                }
                return true;
            case "error" when asked is not null:
                Refuse(asked, frame);
                return true;
            default:
                return frame.Ref?.StartsWith(Querying, StringComparison.Ordinal) == true;
        }
    }

    private static void Refuse(StandingQuery query, Frame error)
    {
        query.Number = null;
        query.Results.OnError(new RefusedException(error.Code ?? "", error.Message ?? ""));
    }

    /// <summary>A query that somebody listens to.</summary>
    private sealed class StandingQuery(string text, IObserver<JsonElement> results)
    {
        public string Text { get; } = text;

        public IObserver<JsonElement> Results { get; } = results;

        public string? Ref { get; set; }

        public long? Number { get; set; }

        public bool IsOver { get; set; }
    }
}

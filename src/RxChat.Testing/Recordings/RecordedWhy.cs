using System.Globalization;

namespace RxChat.Testing;

/// <summary>What became of a message, stage by stage, and why somebody did not get it.</summary>
internal sealed class RecordedWhy(RecordedParts parts, string message, string person)
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<long, long> _queues = [];
    private SeeingChat _seeing = new();
    private Said? _said;
    private RecordedStep? _heard;

    /// <summary>A line for each stage.</summary>
    public IReadOnlyList<string> Tell()
    {
        foreach (var line in parts.Lines())
        {
            var step = RecordedParts.Read(line);
            Take(step);
            if (_said is not null && step.Kind is RecordedKind.Ask or RecordedKind.Own) break;
        }
        if (_said is null && _heard is null) return [$"nobody said {message} in this recording"];
        return _lines;
    }

    private void Take(RecordedStep step)
    {
        switch (step)
        {
            case { Start: { IsPart: false, History: var history } }:
                _seeing = SeeingChat.From(history);
                break;
            case { Checkpoint: { } point }:
                _seeing = SeeingChat.From(point.Seen);
                _queues.Clear();
                foreach (var queue in point.Queues) _queues[queue.Client] = queue.Bytes;
                break;
            case { Kind: RecordedKind.Ask, Value: ChatMessage asked }:
                if (asked.Key == message || asked.Ref == message) Heard(step, asked);
                break;
            case { Kind: RecordedKind.Told, Value: EventBody told }:
                Told(step, told);
                _seeing.Take(told);
                break;
        }
    }

    private void Heard(RecordedStep step, ChatMessage asked)
    {
        _heard = step;
        _lines.Add($"{Time(step)} {asked.From} sent it to {asked.Room}");
    }

    private void Told(RecordedStep step, EventBody told)
    {
        if (told is Said said && _said is null && IsIt(said))
        {
            _said = said;
            if (_heard is null)
                _lines.Add($"{Time(said.Message.At)} {said.Message.From} sent it to {said.In}");
            _lines.Add($"{Time(step)} it is said: {said.In}/{said.Seq}, {said.Id}");
            Judge(said);
        }
        else if (_heard is { } heard && told is Refused refused && step.To?.Only == heard.By
            && refused.Ref == ((ChatMessage)heard.Value!).Ref)
            _lines.Add($"{Time(step)} it was refused, and {((ChatMessage)heard.Value!).From} told: {refused.Refusal}");
    }

    private void Judge(Said said)
    {
        var found = _seeing.Seen.People.Where(one => Names.Comparer.Equals(one.Person.Name, person)).ToArray();
        if (found.Length == 0) _lines.Add($"{person} was not here");
        foreach (var one in found)
        {
            if (!one.Rooms.Contains(said.In, Names.Comparer))
                _lines.Add($"{person} (connection {one.Person.Id}) was not in {said.In}");
            else if (_queues.TryGetValue(one.Person.Id, out var waiting))
            {
                _lines.Add($"{person} (connection {one.Person.Id}) was in {said.In}, so it was sent; "
                    + $"{waiting} bytes waited for them already at the checkpoint before");
            }
            else _lines.Add($"{person} (connection {one.Person.Id}) was in {said.In}, so it was sent");
        }
    }

    private bool IsIt(Said said) => message.Equals($"{said.Id}", StringComparison.OrdinalIgnoreCase)
        || said.Message.Key == message
        || message.Equals(
            string.Create(CultureInfo.InvariantCulture, $"{said.In}/{said.Seq}"), StringComparison.OrdinalIgnoreCase)
        || (_heard is { } heard && said.Message.By == heard.By
            && said.Message.At == ((ChatMessage)heard.Value!).At);

    private static string Time(RecordedStep step) => Time(step.Now);

    private static string Time(DateTimeOffset at) => at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}

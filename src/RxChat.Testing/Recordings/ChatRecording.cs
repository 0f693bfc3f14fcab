namespace RxChat.Testing;

/// <summary>What a server has recorded (docs/recordings.md), to be replayed.</summary>
public sealed class ChatRecording
{
    /// <summary>After what was said last it is waited so long for what a candidate does with it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>What a loop may be late by is no difference.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(50);

    private readonly RecordedParts _parts;

    private ChatRecording(RecordedParts parts) => _parts = parts;

    /// <summary>When it began.</summary>
    public DateTimeOffset Began => _parts.Start.Now;

    /// <summary>Opens a recording, also one that a server writes.</summary>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public static ChatRecording Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ChatRecording(new RecordedParts(path));
    }

    /// <summary>When the last thing in it happened.</summary>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public DateTimeOffset Ended => _parts.Last.Now;

    /// <summary>Whether its beginning is gone, since it was larger or older than it may be.</summary>
    public bool IsPart => _parts.Start.Start!.IsPart;

    /// <summary>Whether its filters are in it, as they were written.</summary>
    public bool HasFilters => _parts.Start.Filters is { Text: not null };

    /// <summary>How it stood.</summary>
    /// <param name="time">When.</param>
    /// <param name="steps">So many commands later; earlier, if less than 0.</param>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public RecordedMoment At(DateTimeOffset time, int steps = 0) => new RecordedSeek(_parts).At(time, steps);

    /// <summary>What became of a message, and why somebody did not get it: a line for each stage.</summary>
    /// <param name="message">Its id, its key or ref, or a room and a number as in <c>tea/7</c>.</param>
    /// <param name="person">Whose name.</param>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public IReadOnlyList<string> Why(string message, string person)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(person);
        return new RecordedWhy(_parts, message, person).Tell();
    }

    /// <summary>Writes it with other names and words, to be handed on.</summary>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public void Scrub(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        new Scrubbing(_parts).Write(output);
    }

    /// <summary>
    /// Does it again, in virtual time. One whose beginning is gone begins with who was where by then: a candidate can
    /// be tried on it, and what is told is not compared.
    /// </summary>
    /// <param name="filters">Makes filters of their text, which is null where it is not known; null where there were
    /// none.</param>
    /// <param name="candidate">Is tried beside them, and changes nothing; null is none.</param>
    /// <param name="until">Where to stop; null is the end.</param>
    /// <exception cref="RecordingException">It cannot be read; or its beginning is gone, and there is no candidate.
    /// </exception>
    public Replayed Replay(
        Func<string?, FilterPair>? filters = null, FilterPair? candidate = null, DateTimeOffset? until = null)
    {
        if (IsPart && candidate is null)
        {
            throw new RecordingException(
                "its beginning is gone, since it was larger or older than it may be: it can be looked at and tried "
                + "with other filters, and nothing else");
        }
        using var transcript = new Transcripts(isCompared: !IsPart);
        var differences = new List<WhatIf>();
        var faults = new List<string>();
        var (now, isSeated) = (Began, false);
        using var replay = new Replay(_parts.Start, FiltersOf, Tell, faults.Add);
        transcript.Time = replay.Time;
        if (IsPart) replay.Seat(_parts.Seen);
        isSeated = true;
        foreach (var line in _parts.Lines().Skip(1))
        {
            if (Transcripts.IsTold(line.Span))
            {
                transcript.Compare(line.Span);
                continue;
            }
            var step = RecordedParts.Read(line);
            if (step.Now > until) break;
            now = step.Now;
            if (step.Kind == RecordedKind.Ask && step.Value is ChatMessage) transcript.Messages++;
            if (step.Kind is not (RecordedKind.Start or RecordedKind.Checkpoint)) replay.Do(step);
            else if (step.Checkpoint is { } point) transcript.Check(point);
        }
        replay.Settle(s_patience);
        return transcript.End(differences, faults, replay.HasBeenElsewhere, _parts.IsCut);

        void Tell(ChatEvent told)
        {
            if (isSeated) transcript.Tell(told);
        }

        FilterPair FiltersOf(RecordedFilters recorded)
        {
            var live = recorded is { PerClient: false, ForEveryone: false } || filters is null
                ? FilterPair.None
                : filters(recorded.Text);
            if (candidate is null) return live;
            return new FilterPair(
                Beside(live.PerClient, candidate.PerClient), Beside(live.ForEveryone, candidate.ForEveryone));
        }

        MessageFilter? Beside(MessageFilter? live, MessageFilter? other) => live is null && other is null
            ? null
            : live.Shadow(other, difference => differences.Add(
                new WhatIf(now, difference.Message, difference.Live, difference.Candidate)), s_late);
    }
}

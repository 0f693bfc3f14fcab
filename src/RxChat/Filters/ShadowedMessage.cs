using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>
/// What becomes of a message on one side. Whatever a filter makes of the message carries where its outcomes go, which
/// is here, and so is known to be made of it.
/// </summary>
internal sealed class ShadowedMessage(ChatMessage original, IOutcomes? told, IScheduler time) : IOutcomes
{
    /// <summary>In words; null while nothing has.</summary>
    public string? Became { get; private set; }

    /// <summary>When it was said first; null while it is not.</summary>
    public TimeSpan? SaidAt { get; private set; }

    /// <summary>To be given to the filter of this side.</summary>
    public ChatMessage Message => original with { Outcomes = this };

    /// <summary>A filter has put it out; a bot's own words are made of nothing.</summary>
    public static void Said(ChatMessage message)
    {
        if (message.Outcomes is not ShadowedMessage side) return;
        side.SaidAt ??= side.Time.Elapsed();
        side.Note(side.IsUnchanged(message) ? "said" : $"said \"{message.Text}\"");
    }

    private IScheduler Time => time;

    IOutcomes IOutcomes.Origin => told?.Origin ?? this;

    public void Add(ChatMessage message, Command outcome)
    {
        told?.Add(message, outcome);
        var whom = outcome.By == original.By ? "" : $" {outcome.By}";
        Note(outcome switch
        {
            Notify notify => $"told{whom}: {notify.Text}",
            Refuse { Refusal: Filtered rejected } => $"told: {rejected.Reason}",
            Disconnect { Reason: Filtered reason } => $"disconnected{whom}: {reason.Reason}",
            _ => outcome.GetType().Name,
        });
    }

    public void Note(string outcome) => Became = Became is null ? outcome : $"{Became}, {outcome}";

    private bool IsUnchanged(ChatMessage message) =>
        (message.Text, message.Room, message.From) == (original.Text, original.Room, original.From);
}

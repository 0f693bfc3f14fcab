namespace RxChat;

/// <summary>What comes of a filter besides messages: who is told what, and what went wrong.</summary>
internal sealed partial class FilterPipeline
{
    IOutcomes IOutcomes.Origin => this;

    /// <summary>As <see cref="Report"/>, from any thread.</summary>
    public void ReportFromAnywhere(Exception error) =>
        _others.Return(error, static (self, error) => self.Report(error));

    void IOutcomes.Report(Exception error) => _others.Return(
        error, static (self, error) => (self._context.ReportWork ?? self._context.Report)(self.Name, error));

    void IOutcomes.Enter(string step) => _context.Running.Step = step;

    void IOutcomes.Add(ChatMessage message, Command outcome)
    {
        if (_others.AreHere)
        {
            _others.BringBack(
                (message, outcome), static (self, told) => ((IOutcomes)self).Add(told.message, told.outcome));
            return;
        }
        if (_answering && !IsDone && _bound.Tells()) Flooded();
        if (outcome is not Notify && outcome.By == message.By) _waiting.Settle(message);
        _context.Traces?.Answered(message, Name, outcome);
        _output.OnNext(outcome);
    }

    /// <summary>Tells somebody something, or sends them away, for no message.</summary>
    public void Tell(Command outcome)
    {
        if (_others.AreHere) _others.BringBack(outcome, static (self, outcome) => self.Tell(outcome));
        else if (!IsDone && _bound.Tells()) Flooded();
        else if (!IsDone) _output.OnNext(outcome);
    }

    /// <summary>Tells of what it threw.</summary>
    public void Report(Exception error) => _context.Report(Name, error);
}

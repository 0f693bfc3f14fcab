using System.Reactive.Disposables;

namespace RxChat;

/// <summary>What is recorded, where that is asked for.</summary>
public sealed partial class ChatServer
{
    private void StartRecording()
    {
        var filters = _filters.Filters;
        _recorder?.Start(
            _idsSeed, _ids.Last, _chat.Epochs, _settings.Options, new RecordedFilters(
                filters.PerClient is not null, filters.ForEveryone is not null,
                _settings.Options.Recording!.Filters));
    }

    /// <summary>Calls back when somebody is announced: the same for all, where that is not noted.</summary>
    private Action<Action> Arrival(Session session) => _recorder is null ? _arrival : come => _arrivals.Wait(() =>
    {
        _recorder.Come(session.Client.Id);
        come();
    });

    private IEnumerable<WaitingBytes> WhatWaits() => Sessions.Where(session => session.Client.Waiting > 0)
        .Select(session => new WaitingBytes(session.Client.Id, session.Client.Waiting));

    private void TellRecordingStopped(string why) => _scheduler.Schedule(
        why, (_, why) => { Log(LogLevel.Warn, "recording stopped", detail: why); return Disposable.Empty; });
}

using System.Reactive.Concurrency;

namespace RxChat;

/// <summary>A filter: a function of messages and time. See docs/filters.md.</summary>
/// <param name="messages">What was said, in order, on the loop.</param>
/// <param name="time">The clock and timer to use for whatever mentions time; virtual in tests.</param>
/// <returns>What passes. Messages may be changed, dropped or delayed.</returns>
public delegate IObservable<ChatMessage> MessageFilter(IObservable<ChatMessage> messages, IScheduler time);

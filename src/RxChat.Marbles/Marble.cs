using System.Reactive;

namespace RxChat.Marbles;

/// <summary>A notification and when it came.</summary>
/// <param name="At">The time from frame zero; negative before the <c>^</c> of a hot source.</param>
/// <param name="What">A value, an error or the completion.</param>
public readonly record struct Marble<T>(TimeSpan At, Notification<T> What);

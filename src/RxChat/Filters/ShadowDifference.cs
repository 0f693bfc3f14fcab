namespace RxChat;

/// <summary>A message that a candidate would have treated differently.</summary>
/// <param name="Message">As it came in.</param>
/// <param name="Live">What became of it, such as <c>said</c>, <c>said "****"</c>, <c>told: slow down</c> or
/// <c>dropped</c>.</param>
/// <param name="Candidate">What would have become of it, in the same words.</param>
public readonly record struct ShadowDifference(ChatMessage Message, string Live, string Candidate);

namespace RxChat.Testing;

/// <summary>A message that a candidate would have treated differently.</summary>
/// <param name="At">When that was known.</param>
/// <param name="Message">As it came in.</param>
/// <param name="Live">What became of it, in the words of <see cref="ShadowDifference"/>.</param>
/// <param name="Candidate">What would have become of it.</param>
public sealed record WhatIf(DateTimeOffset At, ChatMessage Message, string Live, string Candidate);

/// <summary>What came of a replay.</summary>
/// <param name="Messages">That people sent.</param>
/// <param name="Events">That were told.</param>
/// <param name="Hash">Of what was told, in order, to whom and when.</param>
/// <param name="LiveHash">Of what the server told.</param>
/// <param name="Difference">The first; null is none.</param>
/// <param name="Differences">Of a candidate.</param>
/// <param name="Faults">What went wrong in filters.</param>
/// <param name="HasBeenElsewhere">Whether filters waited for what is outside, which is not in a recording.</param>
/// <param name="IsCut">Whether the recording ended in the midst of a line.</param>
/// <param name="IsPart">Whether its beginning is gone, so that nothing is compared.</param>
public sealed record Replayed(
    long Messages, long Events, string Hash, string LiveHash, string? Difference, IReadOnlyList<WhatIf> Differences,
    IReadOnlyList<string> Faults, bool HasBeenElsewhere, bool IsCut, bool IsPart)
{
    /// <summary>Whether everything was told as the server told it.</summary>
    public bool IsEqual => !IsPart && Difference is null && Hash == LiveHash;
}

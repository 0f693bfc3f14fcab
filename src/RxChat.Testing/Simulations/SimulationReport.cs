namespace RxChat.Testing;

/// <summary>What came of a simulation.</summary>
/// <param name="Seed">Of which it was made.</param>
/// <param name="Time">How much time passed in it.</param>
/// <param name="Steps">What happened.</param>
/// <param name="Messages">What was said in rooms.</param>
/// <param name="Entries">All that was placed in them: messages, edits, reactions and the like.</param>
/// <param name="Deliveries">What clients heard of them.</param>
/// <param name="Joins">How often somebody came into a room, for the first time or again.</param>
/// <param name="Resumes">How often one who had been there before went on.</param>
/// <param name="Acknowledgements">How often what was said was answered with an ok.</param>
/// <param name="Rewinds">How often somebody was told that what they had heard did not survive.</param>
/// <param name="Swaps">How often filters were.</param>
/// <param name="Crashes">How often the server's machine crashed.</param>
/// <param name="Lives">How often a server was started.</param>
/// <param name="Bytes">What clients were sent.</param>
/// <param name="Hash">SHA-256 of what each client was sent when: the same for the same build, seed and steps.</param>
/// <param name="Violation">The first promise that was not kept; null when all were.</param>
public sealed record SimulationReport(
    long Seed, TimeSpan Time, int Steps, long Messages, long Entries, long Deliveries, long Joins, long Resumes,
    long Acknowledgements, long Rewinds, int Swaps, int Crashes, int Lives,
    long Bytes, string Hash, Violation? Violation);

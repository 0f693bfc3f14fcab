namespace RxChat;

/// <summary>The time of a machine that is simulated: its time of day may be stepped, and its real time is virtual.
/// </summary>
internal interface IMachineTime : ILoopTime
{
    /// <summary>Whether time passes at this moment, so that whoever asks is called by it.</summary>
    bool IsRunning { get; }
}

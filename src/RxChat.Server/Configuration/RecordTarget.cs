namespace RxChat.Server.Configuration;

/// <summary>Where it is recorded what happens, and how much of it is kept.</summary>
internal sealed record RecordTarget
{
    /// <summary>Null is nowhere.</summary>
    public string? File { get; init; }

    public long? Size { get; init; }

    public TimeSpan? Age { get; init; }

    /// <summary>What the library is told; nothing outlives what the history keeps.</summary>
    /// <param name="retention">Of the history.</param>
    /// <param name="filters">Those in force, as they are written.</param>
    /// <exception cref="BadOptionException">Others might put something else there.</exception>
    public RecordingOptions? Of(Retention retention, string? filters)
    {
        if (File is null) return null;
        if (Trust.Problem(File) is { } problem) throw new BadOptionException($"--record: {problem}");
        var options = new RecordingOptions(File) { Filters = filters };
        if (Size is { } size) options = options with { Size = size };
        if (Age is { } age) options = options with { Age = age };
        return retention.Age is { } kept && (options.Age == TimeSpan.Zero || kept < options.Age)
            ? options with { Age = kept }
            : options;
    }
}

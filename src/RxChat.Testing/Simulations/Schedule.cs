using System.Text.Json;
using System.Text.Json.Serialization;

namespace RxChat.Testing;

/// <summary>A simulation as a file: what it is made of on the first line, then a step on each.</summary>
public static class Schedule
{
    private const int Version = 1;

    /// <summary>Writes one; its filters and limits are not in it.</summary>
    public static void Write(Simulation simulation, System.IO.TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(to);
        var options = simulation.Options;
        to.WriteLine(JsonSerializer.Serialize(
            new Head(Version, simulation.Seed, options.Clients, options.HowManyRooms, options.Time),
            ScheduleContext.Default.Head));
        foreach (var step in simulation.Steps)
            to.WriteLine(JsonSerializer.Serialize(step, ScheduleContext.Default.Step));
    }

    /// <summary>Reads one that <see cref="Write"/> wrote.</summary>
    /// <param name="from">The lines.</param>
    /// <param name="options">Filters and limits.</param>
    /// <exception cref="FormatException">It is none; the message names the line.</exception>
    public static Simulation Read(TextReader from, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(options);
        Head? head = null;
        var steps = new List<Step>();
        for (var number = 1; from.ReadLine() is { } line; number++)
        {
            try
            {
                if (head is null)
                {
                    head = JsonSerializer.Deserialize(line, ScheduleContext.Default.Head);
                    if (head is not { V: Version }) throw new JsonException("it is not of this version");
                }
                else if (JsonSerializer.Deserialize(line, ScheduleContext.Default.Step) is { Act: not null } step)
                    steps.Add(step);
                else throw new JsonException("it holds no step");
            }
            catch (JsonException e)
            {
                throw new FormatException($"line {number} is none of a schedule: {e.Message}", e);
            }
        }
        if (head is null) throw new FormatException("there is no schedule in it");
        return Simulation.Of(
            options with { Clients = head.Clients, Rooms = head.Rooms, Time = head.Time }, head.Seed, steps);
    }

    internal sealed record Head(int V, long Seed, int Clients, int Rooms, TimeSpan Time);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Schedule.Head))]
[JsonSerializable(typeof(Step))]
internal sealed partial class ScheduleContext : JsonSerializerContext;

using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using CsCheck;

namespace RxChat.Tests.Values;

/// <summary>Values of every type there is, made of a seed: a type that is added is among them by itself.</summary>
internal static class AnyValue
{
    private static readonly string[] s_texts =
    [
        "", "a", "guest-1", "ö\u0301", "𝄞", "line\nfeed\ttab", "\uFFFD", "{\"type\":\"say\"}", "\u2028", "'\\/",
    ];

    /// <summary>The types that are values, as the codec knows them.</summary>
    public static IReadOnlyList<Type> Types { get; } = DerivedOf(typeof(ChatValue));

    public static IReadOnlyList<Type> Refusals { get; } = DerivedOf(typeof(Refusal));

    public static Gen<ChatValue> Gen { get; } = CsCheck.Gen.Int.Select(seed => Any(new Random(seed)));

    public static ChatValue Any(Random random) => (ChatValue)Make(Types[random.Next(Types.Count)], random)!;

    public static object? Make(Type type, Random random)
    {
        if (type == typeof(string)) return s_texts[random.Next(s_texts.Length)];
        if (type == typeof(UInt128)) return (UInt128)random.NextInt64() << 32;
        if (type == typeof(long)) return random.NextInt64(-3, long.MaxValue);
        if (type == typeof(int)) return random.Next(-3, int.MaxValue);
        if (type == typeof(double)) return random.Next(0, 1000) / 8.0;
        if (type == typeof(bool)) return random.Next(2) == 1;
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(0, 1L << 55));
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        if (type == typeof(ImmutableArray<Person>)) return Several<Person>(random);
        if (type == typeof(ImmutableArray<Numbered>)) return Several<Numbered>(random);
        if (type == typeof(Numbered))
            return Make(Types.Where(one => one.IsSubclassOf(type)).ElementAt(random.Next(6)), random);
        if (type == typeof(Command)) return Make(typeof(RemoveMessage), random);
        if (type == typeof(ImmutableArray<string>)) return Several<string>(random);
        if (type == typeof(ImmutableArray<Moderated>)) return Several<Moderated>(random);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(random.Next());
        if (type == typeof(Secret)) return new Secret("***");
        if (type == typeof(ImmutableArray<Unread>))
            return Several<Unread>(random).Select(one => one with { Messages = one.Messages % 100 }).ToImmutableArray();
        if (type == typeof(ImmutableArray<Said>)) return Several<Said>(random);
        if (type == typeof(ImmutableArray<QueryRow>))
            return Several<QueryRow>(random).Select(one => one with { Count = one.Count % 100 }).ToImmutableArray();
        if (type == typeof(ImmutableArray<HistoryPage>)) return Several<HistoryPage>(random);
        if (type == typeof(ImmutableArray<ReadMark>)) return Several<ReadMark>(random);
        if (type == typeof(ImmutableArray<RoomSize>)) return Several<RoomSize>(random);
        if (type == typeof(Refusal)) return Make(Refusals[random.Next(Refusals.Count)], random);
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(one => one.GetParameters() is not [{ } only] || only.ParameterType != type)
            .MaxBy(one => one.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => MakeFor(parameter, random))]);
    }

    private static object? MakeFor(ParameterInfo parameter, Random random) =>
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable && random.Next(3) == 0
            ? null
            : Make(parameter.ParameterType, random);

    private static ImmutableArray<T> Several<T>(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => (T)Make(typeof(T), random)!)];

    private static Type[] DerivedOf(Type type) =>
        [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType)];
}

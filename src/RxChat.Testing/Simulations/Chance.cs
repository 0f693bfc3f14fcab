using System.Diagnostics.CodeAnalysis;

namespace RxChat.Testing;

/// <summary>
/// Random numbers of a seed, the same on every machine and in every version of .NET: SplitMix64 (Steele, Lea, Flood:
/// Fast splittable pseudorandom number generators, 2014).
/// </summary>
/// <param name="seed">Two of one seed give the same numbers.</param>
public sealed class Chance(long seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _seed = (ulong)seed;
    private ulong _state = (ulong)seed;

    /// <summary>Numbers of their own, however many were taken here.</summary>
    /// <param name="what">Each has others.</param>
    public Chance Of(long what) => new((long)Mix(_seed + (Mix((ulong)what + 1) * Golden)));

    /// <summary>A number from 0, less than this.</summary>
    public int Below(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _state += Golden;
        return (int)(((UInt128)Mix(_state) * (ulong)most) >> 64);
    }

    /// <summary>A time from 0, less than this, in milliseconds.</summary>
    public TimeSpan Below(TimeSpan most) => TimeSpan.FromMilliseconds(Below((int)Math.Max(1, most.TotalMilliseconds)));

    /// <summary>True so many times of a thousand.</summary>
    public bool Is(int ofThousand) => Below(1000) < ofThousand;

    /// <summary>One of several.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "one of several")]
    public T One<T>(params ReadOnlySpan<T> several) => several[Below(several.Length)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

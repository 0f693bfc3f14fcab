using System.Runtime.InteropServices;

namespace RxChat.Bench;

/// <summary>On Linux: epoll by itself, since between a socket and its completion .NET puts a thread hop.</summary>
internal sealed partial class EpollWire(int connections) : Wire(connections)
{
    private const int Batch = 1024;
    private const int AddWatch = 1, In = 1;
    private const int DontWait = 0x40, NoSignal = 0x4000;
    private const int Again = 11, Interrupted = 4, NotImplemented = 38;
    private const int TimerSlack = 29;

    // The kernel packs this structure on x86 only.
    private static readonly bool s_packed =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int s_stride = s_packed ? 3 : 4, s_data = s_packed ? 1 : 2;

    private readonly List<int> _descriptors = new(connections);
    private readonly int[] _events = new int[Batch * 4];
    private readonly int[] _ready = new int[Batch];
    private readonly int _epoll = Open();
    private bool _coarse;

    public override ReadOnlySpan<int> Wait(long nanoseconds)
    {
        var count = WaitForEvents(Math.Max(0, nanoseconds));
        for (var i = 0; i < count; i++) _ready[i] = _events[(i * s_stride) + s_data];
        return _ready.AsSpan(0, Math.Max(0, count));
    }

    public override int Receive(int connection, Span<byte> buffer)
    {
        ref var first = ref MemoryMarshal.GetReference(buffer);
        var count = (int)Receive(_descriptors[connection], ref first, buffer.Length, DontWait);
        return count >= 0 ? count : Blocked() ? -1 : throw Broken();
    }

    public override int Send(int connection, ReadOnlySpan<byte> bytes)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var count = (int)Send(_descriptors[connection], ref first, bytes.Length, DontWait | NoSignal);
        return count >= 0 ? count : Blocked() ? 0 : throw Broken();
    }

    public override void Dispose()
    {
        base.Dispose();
        _ = Close(_epoll);
    }

    protected override void Watch(int connection)
    {
        var descriptor = (int)Sockets[connection].Handle;
        var item = new int[4];
        item[0] = In;
        item[s_data] = connection;
        if (Control(_epoll, AddWatch, descriptor, ref item[0]) < 0) throw Broken();
        _descriptors.Add(descriptor);
    }

    private static int Open()
    {
        var epoll = Create1(0);
        if (epoll < 0)
            throw new IOException($"cannot wait for sockets: {Broken().Message}; --portable uses other means");
        // Messages shall leave when they are due: waits of this thread are otherwise 50 us late.
        _ = Control(TimerSlack, 1);
        return epoll;
    }

    private int WaitForEvents(long nanoseconds)
    {
        if (_coarse) return Wait(_epoll, ref _events[0], Batch, (int)(nanoseconds / 1_000_000));
        try
        {
            var time = new TimeSpec((nint)(nanoseconds / 1_000_000_000), (nint)(nanoseconds % 1_000_000_000));
            var count = Wait2(_epoll, ref _events[0], Batch, ref time, 0);
            if (count >= 0 || Marshal.GetLastPInvokeError() != NotImplemented) return count;
        }
        catch (EntryPointNotFoundException)
        {
            // As with an old kernel: whole milliseconds, and below one it spins.
        }
        _coarse = true;
        return 0;
    }

    private static bool Blocked() => Marshal.GetLastPInvokeError() is Again or Interrupted;

    private static IOException Broken() => new(Marshal.GetLastPInvokeErrorMessage());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, ref int item);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, ref int events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int Wait2(int epoll, ref int events, int count, ref TimeSpec time, nint signals);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, ref byte buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, ref byte bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint value);

    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}

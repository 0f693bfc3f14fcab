using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>What an epoll engine calls when its descriptor is ready.</summary>
internal interface IReadiness
{
    void Ready(uint events);
}

/// <summary>
/// The engine on Linux's epoll, level-triggered: the loop's thread waits for all sockets and calls them itself. One
/// wait has room for all that may be ready, so what is due runs after everybody was heard.
/// </summary>
internal sealed unsafe class EpollEngine : SocketEngine
{
    private const int FewestEvents = 1024;

    // The kernel's struct epoll_event is packed on x86-64 and aligned elsewhere.
    private static readonly int s_stride =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;
    private static readonly int s_dataOffset = s_stride - 8;

    private readonly int _epoll;
    private readonly int _wakeup;
    private readonly int _timer;
    private readonly Lock _closing = new();
    private byte* _events;
    private int _room = FewestEvents;
    private int _watched;
    private IReadiness?[] _sources = new IReadiness?[256];
    private int _ready;
    private int _woken;
    private bool _closed;
    private long _alarm = long.MaxValue;

    public EpollEngine(Descriptors descriptors)
    {
        Descriptors = descriptors;
        _epoll = Checked(LibC.epoll_create1(LibC.EPOLL_CLOEXEC));
        _wakeup = Checked(LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC));
        _timer = Checked(LibC.timerfd_create(LibC.CLOCK_MONOTONIC, LibC.TFD_NONBLOCK | LibC.TFD_CLOEXEC));
        _events = (byte*)NativeMemory.Alloc((nuint)(_room * s_stride));
        Control(LibC.EPOLL_CTL_ADD, _wakeup, LibC.EPOLLIN);
        Control(LibC.EPOLL_CTL_ADD, _timer, LibC.EPOLLIN);
        _watched = 2;
    }

    /// <summary>Wants to know from now on when the descriptor has one of the events; none is nothing at all.</summary>
    public void Want(int descriptor, IReadiness source, uint before, uint events)
    {
        if (before == events) return;
        if (descriptor >= _sources.Length) Array.Resize(ref _sources, Math.Max(descriptor + 1, _sources.Length * 2));
        _sources[descriptor] = events == 0 ? null : source;
        _watched += (events == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
        var operation = events == 0 ? LibC.EPOLL_CTL_DEL : before == 0 ? LibC.EPOLL_CTL_ADD : LibC.EPOLL_CTL_MOD;
        Control(operation, descriptor, events);
    }

    /// <summary>The descriptor is about to be closed, which takes it out of the set.</summary>
    public void Forget(int descriptor)
    {
        if (descriptor >= _sources.Length || _sources[descriptor] is null) return;
        _sources[descriptor] = null;
        _watched--;
    }

    /// <summary>Sends to many of its connections at once, where the system can.</summary>
    public GroupSend? Group { get; } = GroupSend.Open();

    /// <summary>Of which each connection holds one.</summary>
    public Descriptors Descriptors { get; }

    public override void Wait(long now, long until, bool reads)
    {
        _ready = 0;
        if (reads) WaitForEvents(now, until);
        else WaitForWake(Math.Max(0, until - now));
    }

    public override void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) != 0) return;
        var one = 1UL;
        lock (_closing)
        {
            if (!_closed) _ = LibC.write(_wakeup, &one, sizeof(ulong));
        }
    }

    public override void Dispatch()
    {
        for (var i = 0; i < _ready; i++)
        {
            var entry = _events + (i * s_stride);
            var descriptor = *(int*)(entry + s_dataOffset);
            if (descriptor == _wakeup) TakeWake();
            else if (descriptor == _timer) TakeAlarm();
            else if (descriptor < _sources.Length) _sources[descriptor]?.Ready(*(uint*)entry);
        }
        _ready = 0;
    }

    public override AcceptSource Listen(EventLoop loop, Socket listening) =>
        new EpollAcceptSource(loop, this, listening);

    public override void Dispose()
    {
        lock (_closing)
        {
            if (_closed) return;
            _closed = true;
            _ = LibC.close(_epoll);
            _ = LibC.close(_wakeup);
            _ = LibC.close(_timer);
            NativeMemory.Free(_events);
        }
        Group?.Dispose();
    }

    private void WaitForEvents(long now, long until)
    {
        if (_watched > _room) MakeRoom();
        if (until > now) SetAlarm(now, until);
        _ready = LibC.epoll_wait(_epoll, _events, _room, until > now ? -1 : 0);
        // A signal, or a process that was stopped and goes on, ends a wait without a look at what is ready.
        while (_ready < 0 && LibC.LastError == LibC.EINTR) _ready = LibC.epoll_wait(_epoll, _events, _room, 0);
        Checked(_ready);
    }

    private void MakeRoom()
    {
        _room = Math.Max(_watched, _room * 2);
        _events = (byte*)NativeMemory.Realloc(_events, (nuint)(_room * s_stride));
    }

    // A timeout given to each wait would have the kernel start and cancel a timer each time, a twentieth of what a
    // message to 10 costs. The alarm stays set over as many waits as end before it.
    private void SetAlarm(long now, long until)
    {
        if (_alarm <= until) return;
        _alarm = until;
        var setting = new LibC.TimerSpec { Value = LibC.TimeSpec.From(until - now) };
        Checked(LibC.timerfd_settime(_timer, 0, &setting, null));
    }

    private void WaitForWake(long ticks)
    {
        var time = LibC.TimeSpec.From(ticks);
        var wakeup = new LibC.PollDescriptor { Descriptor = _wakeup, Wanted = LibC.POLLIN };
        if (LibC.ppoll(&wakeup, 1, &time, null) > 0) TakeWake();
    }

    private void TakeWake()
    {
        ulong count;
        _ = LibC.read(_wakeup, &count, sizeof(ulong));
        // A full fence: whoever still found it set has enqueued what the loop looks for next.
        Interlocked.Exchange(ref _woken, 0);
    }

    private void TakeAlarm()
    {
        ulong count;
        _ = LibC.read(_timer, &count, sizeof(ulong));
        _alarm = long.MaxValue;
    }

    private void Control(int operation, int descriptor, uint events)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(long*)(entry + s_dataOffset) = descriptor;
        Checked(LibC.epoll_ctl(_epoll, operation, descriptor, entry));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(LibC.LastError);
}

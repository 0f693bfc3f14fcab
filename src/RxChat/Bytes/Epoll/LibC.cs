using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// The few Linux calls the epoll engine makes; see their manual pages. All return -1 and set errno on failure.
/// </summary>
internal static unsafe partial class LibC
{
    public const int EAGAIN = 11, EINTR = 4, ENFILE = 23, EMFILE = 24, ENOBUFS = 105, ENOMEM = 12;
    public const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16;
    public const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x80000;
    public const int SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int CLOCK_MONOTONIC = 1, TFD_NONBLOCK = 0x800, TFD_CLOEXEC = 0x80000;
    public const int MSG_PEEK = 0x02, MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000;
    public const int SHUT_WR = 1, AF_UNIX = 1;
    public const int SOL_SOCKET = 1, SO_ERROR = 4, SO_KEEPALIVE = 9, SO_LINGER = 13, SO_RCVLOWAT = 18;
    public const int IPPROTO_TCP = 6, TCP_NODELAY = 1, TCP_NOTSENT_LOWAT = 25;
    public const nuint SIOCOUTQ = 0x5411;
    public const short POLLIN = 1;

    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>
    /// Bytes of a socket's send queue that the peer has not acknowledged; -1 when it cannot be told. See tcp(7).
    /// </summary>
    public static int Unacknowledged(int descriptor)
    {
        int bytes;
        return ioctl(descriptor, SIOCOUTQ, &bytes) == 0 ? bytes : -1;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_ctl(int epoll, int operation, int descriptor, void* interest);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int epoll_wait(int epoll, void* events, int count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ppoll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int timerfd_settime(int timer, int flags, TimerSpec* setting, TimerSpec* before);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int accept4(int descriptor, void* address, int* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recv(int descriptor, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint send(int descriptor, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int shutdown(int descriptor, int how);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int setsockopt(int descriptor, int level, int name, void* value, int length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int getsockopt(int descriptor, int level, int name, void* value, int* length);

    /// <summary>The one form used here: an answer of an int.</summary>
    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, int* answer);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    public struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;

        public static TimeSpec From(long ticks) => new()
        {
            Seconds = (nint)(ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
    }

    public struct TimerSpec
    {
        public TimeSpec Interval;
        public TimeSpec Value;
    }

    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Ready;
    }
}

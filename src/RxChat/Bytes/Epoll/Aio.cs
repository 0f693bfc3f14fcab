using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// Linux's asynchronous I/O, see io_submit(2) and linux/aio_abi.h. All return -1 and set errno on failure.
/// </summary>
internal static unsafe partial class Aio
{
    public const ushort IOCB_CMD_PWRITE = 1;

    // libc has numbers for these calls and no names.
    private static readonly (int Setup, int Destroy, int Submit, int GetEvents)? s_calls =
        !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (206, 207, 209, 208),
            Architecture.Arm64 => (0, 1, 2, 4),
            _ => null,
        };

    /// <summary>False where the calls have no numbers that are known here; the others may not be used then.</summary>
    public static bool IsKnown => s_calls is not null;

    public static int io_setup(int count, nint* context) =>
        (int)syscall(s_calls!.Value.Setup, count, (nint)context, 0, 0, 0);

    public static int io_destroy(nint context) => (int)syscall(s_calls!.Value.Destroy, context, 0, 0, 0, 0);

    public static int io_submit(nint context, int count, Request** requests) =>
        (int)syscall(s_calls!.Value.Submit, context, count, (nint)requests, 0, 0);

    public static int io_getevents(nint context, int least, int most, Completion* completions) =>
        (int)syscall(s_calls!.Value.GetEvents, context, least, most, (nint)completions, 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e);

    /// <summary>struct iocb.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Request
    {
        public long Tag;
        public long Flags;
        public ushort Operation;
        public short Priority;
        public int Descriptor;
        public ulong Bytes;
        public ulong Length;
    }

    /// <summary>struct io_event.</summary>
    public struct Completion
    {
        public long Tag;
        public nint Request;
        public long Result;
        public long Result2;
    }
}

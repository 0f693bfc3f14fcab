using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RxChat;

/// <summary>
/// Sends the same bytes to many sockets in one system call: Linux's AIO, which does what a socket that does not block
/// can do at once, inside <c>io_submit</c>. It saves the way into the kernel and back for each, and the first client
/// that a send wakes does not take the CPU from the sends to all the others.
/// </summary>
/// <remarks>
/// Where it is refused, as sandboxes may, each is sent to alone. A broken connection raises SIGPIPE,
/// for which there is no flag here as <see cref="LibC.send"/> has one: .NET ignores it in every process.
/// </remarks>
internal sealed unsafe class GroupSend : SendGroup
{
    // More sockets in one call than these gain little, and the kernel begins to do their work elsewhere.
    private readonly EpollConnection[] _connections = new EpollConnection[Most];
    private readonly int[] _sent = new int[Most];
    private readonly nint _context;
    private readonly Aio.Request* _requests;
    private readonly Aio.Request** _pointers;
    private readonly Aio.Completion* _completions;
    private int _count;

    private GroupSend(nint context)
    {
        _context = context;
        _requests = (Aio.Request*)NativeMemory.AllocZeroed(Most, (nuint)sizeof(Aio.Request));
        _pointers = (Aio.Request**)NativeMemory.AllocZeroed(Most, (nuint)sizeof(nint));
        _completions = (Aio.Completion*)NativeMemory.AllocZeroed(Most, (nuint)sizeof(Aio.Completion));
        for (var i = 0; i < Most; i++)
        {
            _requests[i] = new Aio.Request { Tag = i, Operation = Aio.IOCB_CMD_PWRITE };
            _pointers[i] = _requests + i;
        }
    }

    /// <summary>Null where the system has no such call.</summary>
    public static GroupSend? Open()
    {
        nint context = 0;
        return Aio.IsKnown && Aio.io_setup(Most, &context) == 0 ? new GroupSend(context) : null;
    }

    /// <summary>There is room for <see cref="SendGroup.Most"/>.</summary>
    public void Add(EpollConnection connection) => _connections[_count++] = connection;

    public override ReadOnlySpan<int> Send(ReadOnlySpan<byte> bytes)
    {
        var (count, submitted) = (_count, 0);
        _count = 0;
        fixed (byte* start = bytes)
        {
            for (var i = 0; i < count; i++)
            {
                _requests[i].Descriptor = _connections[i].Descriptor;
                _requests[i].Bytes = (ulong)start;
                _requests[i].Length = (ulong)bytes.Length;
            }
            if (count > 1) submitted = Math.Max(0, Aio.io_submit(_context, count, _pointers));
            Complete(submitted, bytes.Length);
        }
        for (var i = submitted; i < count; i++) _sent[i] = _connections[i].Send(bytes);
        Array.Clear(_connections, 0, count);
        return _sent.AsSpan(0, count);
    }

    public override void Dispose()
    {
        _ = Aio.io_destroy(_context);
        NativeMemory.Free(_requests);
        NativeMemory.Free(_pointers);
        NativeMemory.Free(_completions);
    }

    // Waits for them all, though they are complete already: the system may not read the bytes after we have returned.
    private void Complete(int submitted, int length)
    {
        for (var completed = 0; completed < submitted;)
        {
            var count = Aio.io_getevents(_context, submitted - completed, Most, _completions);
            if (count < 0 && LibC.LastError is var error && error != LibC.EINTR) throw new Win32Exception(error);
            for (var i = 0; i < count; i++)
            {
                var (index, result) = (_completions[i].Tag, _completions[i].Result);
                _sent[index] = _connections[index].Took((nint)result, (int)-result, length);
            }
            completed += Math.Max(0, count);
        }
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.Win32.SafeHandles;

namespace RxChat.Server;

/// <summary>
/// A native library that is within the single file: loaded from memory, since where a server runs there need be no
/// place to write.
/// </summary>
internal static partial class CarriedLibrary
{
    private const uint ClosedOnExec = 1;

    /// <summary>From now on what is not found beside the executable is looked for in it, if it carries any.</summary>
    public static void LookHere()
    {
        if (typeof(CarriedLibrary).Assembly.GetManifestResourceNames().Length > 0) Look();
    }

    // Apart: what it needs is one more file to open, where there may be few.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Look() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Load;

    private static nint Load(Assembly asking, string name)
    {
        var file = $"lib{name}.so";
        using var carried = typeof(CarriedLibrary).Assembly.GetManifestResourceStream(file);
        if (carried is null || MakeMemory(file, ClosedOnExec) is not (>= 0 and var descriptor)) return 0;
        using var memory = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        carried.CopyTo(memory);
        memory.Flush();
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeMemory(string name, uint flags);
}

using System.Runtime.CompilerServices;

namespace RxChat.Tests.House;

/// <summary>
/// Virtual time is watched before any test asks for real time: System.Reactive keeps the platform it has asked first.
/// </summary>
internal static class WatchedFromTheStart
{
#pragma warning disable CA2255 // Tests come in any order.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Watch() =>
        RuntimeHelpers.RunModuleConstructor(typeof(Marbles.RealTimeException).Module.ModuleHandle);
}

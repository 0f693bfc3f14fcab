using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using RxChat.Benchmarks;

// dotnet run -c Release --project tests/RxChat.Benchmarks -- --filter '*' --job short
var config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(PerColumn.MegabytesPerSecond, PerColumn.PerDelivery, PerColumn.PerMember);
BenchmarkSwitcher.FromAssembly(typeof(PerColumn).Assembly).Run(args, config);

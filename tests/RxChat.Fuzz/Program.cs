using System.Diagnostics;
using System.Globalization;
using RxChat.Fuzz;

// tests/RxChat.Fuzz [TARGET|all] [--minutes N] [--seed S] [--input BASE64] [FILE...]: 0 when nothing was found, 1 when
// something was, 2 for what is asked wrongly.
var (names, files) = (new List<string>(), new List<string>());
var (minutes, seed, input) = (1.0, Environment.TickCount & 0xFFFFFF, (string?)null);
for (var n = 0; n < args.Length; n++)
{
    var value = n + 1 < args.Length ? args[n + 1] : "";
    switch (args[n])
    {
        case "--minutes" when double.TryParse(value, CultureInfo.InvariantCulture, out minutes):
        case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
            n++;
            break;
        case "--input":
            (input, n) = (value, n + 1);
            break;
        case var file when File.Exists(file):
            files.Add(file);
            break;
        case var name when name == "all" || FuzzTarget.All.Any(one => one.Name == name):
            names.Add(name);
            break;
        default:
            Console.Error.WriteLine($"{args[n]} is no target, file or option; targets: all, "
                + string.Join(", ", FuzzTarget.All.Select(one => one.Name)));
            return 2;
    }
}
var targets = FuzzTarget.All.Where(one => names.Count == 0 || names.Contains("all") || names.Contains(one.Name))
    .ToList();
var inputs = files.Select(File.ReadAllBytes).ToList();
if (input is not null) inputs.Add(Convert.FromBase64String(input));
if (inputs.Count > 0) return Again(targets, inputs);

var findings = 0;
foreach (var target in targets)
{
    var fuzzer = new Fuzzer(target, seed);
    var began = Stopwatch.GetTimestamp();
    var share = TimeSpan.FromMinutes(minutes) / targets.Count;
    var found = fuzzer.Run(_ => Stopwatch.GetElapsedTime(began) < share);
    Console.WriteLine(found is null
        ? $"{target.Name}: {fuzzer.Tried} inputs of seed {seed} ended in {fuzzer.Ends} ways, and well"
        : $"{found}");
    if (found is not null) findings++;
}
Console.WriteLine($"{targets.Count - findings} targets as they should be, {findings} not");
return findings == 0 ? 0 : 1;

static int Again(List<FuzzTarget> targets, List<byte[]> inputs)
{
    var wrong = 0;
    foreach (var (target, input) in targets.SelectMany(target => inputs.Select(input => (target, input))))
    {
        var what = Fuzzer.Wrong(target, input);
        Console.WriteLine($"{target.Name}: {what?.ToString() ?? "as it should be"}");
        if (what is not null) wrong++;
    }
    return wrong == 0 ? 0 : 1;
}

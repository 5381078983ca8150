using System.Globalization;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>How much is measured. By hand: <c>--instances N</c>, <c>--storm-seconds N</c>.</summary>
internal sealed record BenchOptions(int Instances, TimeSpan Idle, int StormCrashes, TimeSpan StormLimit)
{
    // A Simulator's start is 0.4 s of processor time: as many of the 10,000 as fit into ten minutes.
    private static readonly BenchOptions Full = new(999, TimeSpan.FromSeconds(30), 10_000, TimeSpan.FromMinutes(10));
    private static readonly BenchOptions Quick = new(50, TimeSpan.FromSeconds(10), 50, TimeSpan.FromMinutes(2));

    public static BenchOptions From(string[] args)
    {
        var options = args.Contains("--quick") ? Quick : Full;
        if (Number(args, "--instances") is { } instances) options = options with { Instances = instances };
        return Number(args, "--storm-seconds") is { } seconds
            ? options with { StormLimit = TimeSpan.FromSeconds(seconds) } : options;
    }

    private static int? Number(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 || at + 1 == args.Length ? null : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}

namespace BtcWatcher.Bench.Gateway;

/// <summary>How much is measured.</summary>
internal sealed record BenchOptions(int Rounds, TimeSpan Round, TimeSpan Paced, int Changes)
{
    public const int Routes = 999;

    public static BenchOptions From(string[] args) => args.Contains("--quick")
        ? new(1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 500)
        : new(3, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10), 10_000);
}

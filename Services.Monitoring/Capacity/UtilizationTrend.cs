namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>Utilization in percent of all strategies that could run.</summary>
internal sealed record UtilizationPoint(DateTimeOffset Timestamp, double Utilization);

/// <summary>The original's fields. Peak and average are null while there is no sample of the period.</summary>
internal sealed record UtilizationTrend(
    int PeriodHours, double CurrentUtilization, double? PeakUtilization, double? AverageUtilization, string Trend,
    IReadOnlyList<UtilizationPoint> DataPoints)
{
    // A change of less, in percent of all slots, is none.
    private const double Step = 0.5;

    public static UtilizationTrend Of(int hours, double current, IReadOnlyList<UtilizationPoint> points) => new(
        hours, current, points.Count == 0 ? null : points.Max(point => point.Utilization),
        points.Count == 0 ? null : Math.Round(points.Average(point => point.Utilization), 2),
        Direction(points), points);

    /// <summary>The later half against the earlier: increasing, decreasing or stable.</summary>
    private static string Direction(IReadOnlyList<UtilizationPoint> points)
    {
        if (points.Count < 2) return "stable";
        var half = points.Count / 2;
        var change = points.Skip(half).Average(point => point.Utilization)
            - points.Take(half).Average(point => point.Utilization);
        return change > Step ? "increasing" : change < -Step ? "decreasing" : "stable";
    }
}

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>Level: info, warning, critical.</summary>
internal sealed record Recommendation(string Level, string Message, string Action);

/// <summary>What a person should do about the capacity, the most urgent first.</summary>
internal static class CapacityAdvice
{
    public static IReadOnlyList<Recommendation> Of(CapacityReport report)
    {
        var used = Math.Round(100.0 * report.PortPool.AllocatedPorts / report.PortPool.TotalPorts, 2);
        var advice = new List<Recommendation>();
        if (report.Refusal is { } refusal) advice.Add(new("critical", $"Starts are refused: {refusal}.", "make_room"));
        advice.Add(used switch
        {
            > 90 => new("critical", FormattableString.Invariant(
                $"{used}% of all slots are used: stop strategies, or move some to another installation."),
                "stop_strategies_or_upgrade"),
            > 80 => new("warning", FormattableString.Invariant($"{used}% of all slots are used: plan for more."),
                "plan_upgrade"),
            _ => new("info", FormattableString.Invariant($"{used}% of all slots are used."), "normal_operation"),
        });
        advice.AddRange(report.Warnings.Select(text => new Recommendation("warning", text, "relieve_exchange")));
        if (Tightest(report) is { } limit)
        {
            advice.Add(new("info", FormattableString.Invariant(
                $"{limit.Resource} ({limit.Name}) is the tightest limit: it holds {limit.Fits} more."),
                "hardware_recommendation"));
        }

        return [.. advice.OrderBy(one => one.Level switch { "critical" => 0, "warning" => 1, _ => 2 })];
    }

    // Only what keeps the slots from being used up is worth a word.
    private static Limit? Tightest(CapacityReport report) =>
        report.Limits.MinBy(limit => limit.Fits) is { } limit && limit.Fits < report.Capacity.AvailableSlots
            ? limit : null;
}

using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using Microsoft.AspNetCore.Mvc;

namespace BtcWatcher.Services.Notifications.History;

/// <summary>Filters of the history; channel is the channel's id or name.</summary>
internal sealed record HistoryQuery(
    string? State, string? Kind, string? Channel,
    [property: FromQuery(Name = "signal_id")] Guid? SignalId,
    [property: FromQuery(Name = "alert_key")] string? AlertKey,
    [property: FromQuery(Name = "strategy_id")] int? StrategyId,
    [property: FromQuery(Name = "digest_id")] Guid? DigestId,
    string? After, int? Limit, bool? Total)
{
    /// <summary>False with the name of the parameter that has no meaning.</summary>
    public bool TryApply(IQueryable<Notification> all, out IQueryable<Notification> rows, out string wrong)
    {
        (rows, wrong) = (all, "");
        if (State is not null)
        {
            if (Read<NotificationState>(State) is not { } state) return Wrong("state", out wrong);
            rows = rows.Where(row => row.State == state);
        }

        if (Kind is not null)
        {
            if (Read<NotificationKind>(Kind) is not { } kind) return Wrong("kind", out wrong);
            rows = rows.Where(row => row.Kind == kind);
        }

        if (Guid.TryParse(Channel, out var id)) rows = rows.Where(row => row.ChannelId == id);
        else if (Channel is { } name) rows = rows.Where(row => row.Channel == name);
        if (SignalId is { } signal) rows = rows.Where(row => row.SignalId == signal);
        if (AlertKey is { } alert) rows = rows.Where(row => row.AlertKey == alert);
        if (StrategyId is { } strategy) rows = rows.Where(row => row.StrategyId == strategy);
        if (DigestId is { } digest) rows = rows.Where(row => row.DigestId == digest);
        return true;
    }

    private static bool Wrong(string name, out string wrong)
    {
        wrong = name;
        return false;
    }

    private static T? Read<T>(string text)
        where T : struct, Enum
    {
        try
        {
            return JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(text), MessageJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json.Serialization;
using BtcWatcher.Services.Gateway.Routes;

namespace BtcWatcher.Services.Gateway.Status;

/// <summary>One instance in GET /api/strategies/status; response_time is in milliseconds.</summary>
internal sealed record InstanceStatus(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ResponseTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] InstanceFigures? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error,
    string Upstream)
{
    public const string Healthy = "healthy";

    public static InstanceStatus Answered(InstanceTarget target, double? milliseconds, InstanceFigures? figures) =>
        new(Healthy, milliseconds, figures, null, target.Address);

    public static InstanceStatus Failed(InstanceTarget target, string error, double? milliseconds) =>
        new("error", milliseconds, null, error, target.Address);

    public static InstanceStatus NotReached(InstanceTarget target, string error) =>
        new("unreachable", null, null, error, target.Address);
}

/// <summary>FreqTrade's own state, and the end of its last successful loop in seconds since 1970.</summary>
internal sealed record InstanceFigures(string? State, double? LastProcess);

/// <summary>GET /api/strategies/status; timestamp in seconds since 1970.</summary>
internal sealed record StrategiesStatus(
    string GatewayStatus, int TotalStrategies, IReadOnlyDictionary<int, InstanceStatus> Strategies, double Timestamp);

/// <summary>GET /api/gateway/health; the score is 0 to 100, and null with nothing to score.</summary>
internal sealed record GatewayHealth(
    string Status, double? HealthScore, int HealthyStrategies, int TotalStrategies, int GatewayPort, int RoutesLoaded);

/// <summary>POST /api/gateway/routes/reload.</summary>
internal sealed record ReloadResult(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RoutesCount,
    string Message);

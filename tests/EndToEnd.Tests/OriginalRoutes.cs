namespace BtcWatcher.EndToEnd.Tests;

/// <summary>Where an address of the original is served; producers of signals send their secret in a header.</summary>
public enum Served { Api, Gateway, Webhooks, Producers }

/// <summary>One address of the original, and the fields that its document shows in the answer.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">With {id} for a running strategy, {secret} for its webhook's.</param>
/// <param name="Fields">As a.b; a[].b in every element of a list that has some; a.*.b in every value of a map.</param>
/// <param name="Status">202 where the original answered after the work and this system before it.</param>
/// <param name="Body">JSON.</param>
/// <param name="At">Who serves it.</param>
public sealed record OriginalRoute(
    string Method, string Path, string[] Fields, int Status = 200, string? Body = null, Served At = Served.Api)
{
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Every address of section 7.3 of the original's document and of its route files.</summary>
internal static class OriginalRoutes
{
    private static readonly string[] Capacity =
    [
        "max_strategies", "running_strategies", "available_slots", "utilization_percent", "port_range",
        "can_start_more", "architecture",
    ];

    private static readonly string[] Ports =
    [
        "total_ports", "available_ports", "allocated_ports", "running_strategies", "port_range", "max_concurrent",
    ];

    private static readonly string[] Gateway =
    [
        "status", "health_score", "healthy_strategies", "total_strategies", "gateway_port", "routes_loaded",
    ];

    private static readonly string[] AllStates =
    [
        "gateway_status", "total_strategies", "strategies.*.status", "strategies.*.upstream", "timestamp",
    ];

    private const string Signal = """
        {"strategy":"NAME","pair":"BTC/USDT","action":"buy","current_rate":50000.5,"profit":0.0,
         "open_date":"DATE","close_date":null,"trade_id":null,"indicators":{"signal_strength":70},"metadata":{}}
        """;

    private static readonly string[] Asked = ["status", "strategy_id", "message"];

    /// <summary>main.py and system.py.</summary>
    public static OriginalRoute[] System { get; } =
    [
        new("GET", "/health", ["status", "architecture", "services.freqtrade_manager", "services.api_gateway",
            "services.monitoring_service", .. Under("gateway", Gateway)]),
        new("GET", "/api/v1/system/capacity", Capacity),
        new("GET", "/api/v1/system/port-pool", Ports),
        new("GET", "/api/v1/system/capacity/detailed", [.. Under("capacity", Capacity), .. Under("port_pool", Ports),
            .. Under("gateway_health", Gateway), .. Under("recommendations[]", ["level", "message", "action"]),
            "timestamp"]),
        new("GET", "/api/v1/system/capacity/utilization-trend?hours=24", ["period_hours", "current_utilization",
            "peak_utilization", "average_utilization", "trend", "data_points[].timestamp",
            "data_points[].utilization"]),
        new("POST", "/api/v1/system/capacity/alert-threshold", ["status", "threshold", "message"],
            Body: """{"threshold_percent":80.0}"""),
        new("GET", "/api/v1/system/statistics", ["total_strategies", "max_strategies", "healthy_strategies",
            "capacity_utilization", "port_range", "uptime_seconds", "architecture_mode", "can_start_more"]),
        new("GET", "/api/v1/system/health", ["status", "health_score"]),
        new("GET", "/api/v1/system/config/monitoring", ["system_status_interval", "strategy_status_interval",
            "proxy_health_interval", "system_status_cache_ttl", "strategy_status_cache_ttl", "chart_data_cache_ttl"]),
        new("GET", "/api/v1/system/config/notifications", ["rate_limiting.same_pair_interval",
            "rate_limiting.global_max_per_minute", "rate_limiting.batch_interval", "priorities.*.name",
            "priorities.*.delay_seconds", "priorities.*.channels", "time_slots", "templates.signal_template",
            "templates.include_indicators", "templates.include_chart_link", "templates.include_chart_screenshot"]),
        new("GET", "/api/v1/system/config/proxy", ["health_check.success_rate_threshold", "health_check.max_latency_ms",
            "health_check.max_consecutive_failures", "health_check.test_url", "failover.enable_direct_connection",
            "failover.auto_recovery_check_interval", "failover.recovery_success_count",
            "monitoring.metrics_retention_hours", "monitoring.alert_on_degradation",
            "monitoring.latency_spike_threshold"]),
        new("POST", "/api/v1/system/config/reload?config_name=monitoring", ["status", "message"]),
        // Its answer to an upgrade that begins is held by the supervisor's own tests, which do upgrade.
        new("POST", "/api/v1/freqtrade/upgrade", ["type", "title", "detail", "errors.target_version"], 400,
            """{"target_version":"no version"}"""),
    ];

    /// <summary>strategies.py and signals.py, asked of a strategy that runs.</summary>
    public static OriginalRoute[] OfAStrategy { get; } =
    [
        new("GET", "/api/v1/strategies/overview", [.. Under("summary", ["total_strategies", "running_strategies",
            "healthy_strategies", "gateway_status"]), .. Under("strategies[]", ["id", "runtime_status", "is_running",
            "upstream_url", "last_check"]), .. Under("gateway_info", ["port", "routes_count", "last_update"])]),
        new("GET", "/api/v1/strategies/gateway/status", [.. Under("gateway", Gateway),
            .. Under("strategies", AllStates), .. Under("summary", ["total_strategies", "healthy_strategies",
            "health_percentage"])]),
        new("GET", "/api/v1/strategies/{id}/status/detailed", ["strategy_id", "basic_status",
            .. Under("detailed_data", ["status", "profit", "trades", "balance", "logs"])]),
        new("GET", "/api/v1/strategies/{id}/logs", ["strategy_id", "logs", "limit"]),
        new("POST", "/api/v1/strategies/{id}/commands/reload_config", ["status"]),
        new("POST", "/api/v1/strategies/{id}/commands/stop", ["status"]),
        new("POST", "/api/v1/strategies/{id}/commands/start", ["status"]),
        new("POST", "/api/v1/signals/webhook/{id}/{secret}", ["status", "signal_id"],
            Body: """{"type":"warning","status":"as FreqTrade sends it"}""", At: Served.Webhooks),
        new("POST", "/api/v1/signals/webhook/{id}", ["status", "signal_id"], Body: Signal, At: Served.Producers),
        new("POST", "/api/v1/signals/webhook", ["status", "signal_id"], Body: Signal, At: Served.Producers),
        new("GET", "/api/strategies/status", AllStates, At: Served.Gateway),
        new("GET", "/api/gateway/health", Gateway, At: Served.Gateway),
        new("POST", "/api/gateway/routes/reload", ["status", "routes_count", "message"], At: Served.Gateway),
        new("GET", "/api/strategy/{id}/profit", ["profit_all_coin"], At: Served.Gateway),
        new("POST", "/api/v1/strategies/{id}/stop", Asked, 202),
        new("DELETE", "/api/v1/strategies/{id}", ["status", "strategy_id"]),
    ];

    /// <summary>Makes the strategy for the others.</summary>
    public static OriginalRoute Create { get; } = new("POST", "/api/v1/strategies", ["strategy_id", "status"], 201,
        """
        {"name":"NAME","strategy_class":"CLASS","timeframe":"5m","exchange":"binance",
         "pair_whitelist":["BTC/USDT"],"proxy_id":null,"version":"v1.0","auto_start":false}
        """);

    public static OriginalRoute Start { get; } = new("POST", "/api/v1/strategies/{id}/start", Asked, 202);

    private static IEnumerable<string> Under(string path, string[] fields) => fields.Select(name => $"{path}.{name}");
}

using System.Text.Json.Nodes;

namespace BtcWatcher.Contracts.Tests;

/// <summary>One example of every record, of which docs/messages.md shows the JSON.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 8, 30, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019aaa00-0000-7000-8000-000000000001");

    private static readonly StrategyProfile Profile = new()
    {
        StrategyId = 2,
        Version = 3,
        VersionLabel = "v1.2",
        Name = "RSI ETH",
        StrategyClass = "RsiEth",
        Exchange = "binance",
        Timeframe = "5m",
        Strength = StrengthScale.Default,
    };

    private static readonly InstanceView View = new()
    {
        StrategyId = 2,
        Generation = 7,
        State = InstanceState.BackingOff,
        Desired = DesiredState.Running,
        StateSince = At,
        Version = 3,
        DesiredRevision = 9,
        AppliedRevision = 8,
        Reason = "exit code 2",
        Port = 8082,
        Pid = 4711,
        ExitCode = 2,
        StartedAt = At,
        NextAttemptAt = At,
        Attempts = 1,
        TraderState = "running",
        Responding = true,
        LatencyMs = 3.5,
        LastProcessAt = At,
        DataFresh = false,
        DataReason = "its newest candle was analysed 700 s ago",
        LastAnalyzedAt = At,
        ProbedAt = At,
        MemoryBytes = 52_428_800,
        CpuPercent = 0.7,
        Isolated = true,
        Simulated = true,
    };

    private static readonly InstanceRoute Route = new()
    {
        StrategyId = 2,
        Generation = 7,
        State = InstanceState.Running,
        Address = "http://127.0.0.1:8082",
        Username = "u",
        Password = "p",
        WsToken = "w",
    };

    private static readonly Signal Signal = new()
    {
        Id = Id,
        Position = 123,
        StrategyId = 2,
        Strategy = "RSI ETH",
        StrategyVersion = "v1.2",
        Kind = SignalKind.Signal,
        Event = "strategy_msg",
        Action = SignalAction.Buy,
        Side = SignalSide.Long,
        Pair = "ETH/USDT",
        Exchange = "binance",
        Timeframe = "5m",
        CandleTime = At,
        EventTime = At,
        ReceivedAt = At,
        Price = 4320.10m,
        Strength = 87.25m,
        Level = SignalLevel.Strong,
        Priority = SignalPriority.P0,
        Thresholds = StrengthScale.Default,
        Tag = "rsi_dip",
        Indicators = new JsonObject { ["rsi"] = 28.4 },
        Simulated = true,
    };

    private static readonly StrategySample Sample = new()
    {
        StrategyId = 2,
        State = InstanceState.Running,
        HealthScore = 100,
        LatencyMs = 3.5,
        CpuPercent = 0.7,
        MemoryBytes = 52_428_800,
    };

    private static readonly StrategyDefinition Definition = new()
    {
        Profile = Profile,
        PairWhitelist = ["ETH/USDT"],
        Files = new Dictionary<string, string> { ["RsiEth.py"] = "class RsiEth: ..." },
        ExtraConfig = new JsonObject { ["minimal_roi"] = new JsonObject { ["0"] = 0.04 } },
        Proxy = new OutboundProxy { Id = Id, Url = "socks5://127.0.0.1:1080" },
        Limits = new ResourceLimits { MemoryMb = 1024, Nice = 5, OpenFiles = 4096 },
    };

    private static readonly ScanResult Scanned = new()
    {
        Classes = [new() { Name = "RsiEth", File = "rsi_eth.py" }],
        Findings =
        [
            new() { Kind = ScanFault.Syntax, File = "old.py", Line = 3, Message = "invalid syntax" },
        ],
        Checks = ["imported, and so run once, by FreqTrade's list-strategies"],
        Isolated = true,
        NoNetwork = true,
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new SetDesiredState
        {
            StrategyId = 2,
            Revision = 5,
            State = DesiredState.Running,
            Version = 3,
            RestartNonce = 1,
        },
        new StrategyChanged { StrategyId = 2, Revision = 5, Change = StrategyChange.NewVersion, Profile = Profile },
        new InstanceStarted
        {
            StrategyId = 2,
            Generation = 7,
            Version = 3,
            Port = 8082,
            Pid = 4711,
            At = At,
            Simulated = true,
        },
        new InstanceStopped { StrategyId = 2, Generation = 7, At = At, ExitCode = 0, Simulated = true },
        new InstanceCrashed
        {
            StrategyId = 2,
            Generation = 7,
            At = At,
            Reason = "exit code 2",
            ExitCode = 2,
            NextAttemptAt = At,
            Simulated = true,
        },
        new InstanceGaveUp
        {
            StrategyId = 2,
            Generation = 7,
            At = At,
            Reason = "5 starts failed: exit code 2",
            Simulated = true,
        },
        new InstancesProbed { At = At, Instances = [View] },
        new RoutesChanged { Revision = 12, StrategyIds = [2] },
        new SignalsRecorded { Position = 123, Signals = [Signal] },
        new AlertRaised
        {
            Key = "instance:2:gave_up",
            Severity = AlertSeverity.Critical,
            TitleEn = "Strategy 2 is not started again",
            TitleZh = "策略 2 不再自动启动",
            Detail = "5 starts failed: exit code 2",
            At = At,
            StrategyId = 2,
            RunningAgainSince = At,
        },
        new AlertResolved { Key = "instance:2:gave_up", At = At },
        new SystemSampled
        {
            At = At,
            CpuPercent = 12.5,
            MemoryTotalBytes = 8_589_934_592,
            MemoryUsedBytes = 4_294_967_296,
            DiskTotalBytes = 107_374_182_400,
            DiskUsedBytes = 21_474_836_480,
            Load1 = 0.4,
            InstancesRunning = 5,
            InstancesPossible = 30,
        },
        new StrategiesSampled { At = At, Strategies = [Sample] },
        new CapacitySampled
        {
            At = At,
            RunningStrategies = 5,
            AvailableSlots = 994,
            MaxStrategies = 999,
            CanStartMore = true,
        },
        new NotificationDelivered { NotificationId = Id, Channel = "webhook", At = At, SignalId = Id },
        new NotificationFailed
        {
            NotificationId = Id,
            Channel = "email",
            At = At,
            Error = "550 no such user",
            AlertKey = "disk:full",
        },
        new SettingsChanged { Name = "notifications", Version = 4 },
        new ProxyChanged { ProxyId = Id, Revision = 2 },
        new OutboundRoute { ProxyId = Id, Url = "socks5://127.0.0.1:1080" },
        new SessionRevoked { SessionId = Id, At = At },
        new SigningKeyChanged { KeyId = "2026-11" },
        Profile, StrengthScale.Default, Definition, Definition.Proxy!, Definition.Limits!, View, Route, Signal, Sample,
        new RouteTable { Revision = 12, Routes = [Route] },
        new ScanRequest { Files = new Dictionary<string, string> { ["rsi_eth.py"] = "class RsiEth: pass" } },
        Scanned, Scanned.Classes[0], Scanned.Findings[0],
        new ConfigFinding { Path = "exchange.pair_whitelist[2]", Message = "must be a text" },
    ];
}

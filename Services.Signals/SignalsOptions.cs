namespace BtcWatcher.Services.Signals;

/// <summary>Limits of taking signals in. Configuration section <c>Signals</c>.</summary>
internal sealed class SignalsOptions
{
    public const string Section = "Signals";

    /// <summary>Signals waiting for their commit; one more is answered 503.</summary>
    public int QueueLimit { get; set; } = 12_000;

    /// <summary>Bytes of the bodies waiting for their commit; beyond it the answer is 503.</summary>
    public long QueueBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Signals in one transaction and one message.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>
    /// How long a batch is tried again while PostgreSQL is away, before its requests are answered 503.
    /// </summary>
    public TimeSpan CommitPatience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>An event older than this is refused: its time cannot be right.</summary>
    public TimeSpan OldestEvent { get; set; } = TimeSpan.FromDays(1826);

    /// <summary>How far an event may lie in the future, for clocks that differ.</summary>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The same message without a time of its own, repeated within this span, is a retry.</summary>
    public TimeSpan RepeatWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Months whose partition exists ahead of time.</summary>
    public int MonthsAhead { get; set; } = 3;

    /// <summary>How often instances that may have lost a webhook are read again.</summary>
    public TimeSpan RepairInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with the values, naming the setting; null when nothing is.</summary>
    public string? Fault() => this switch
    {
        { QueueLimit: < 100 or > 1_000_000 } => "Signals:QueueLimit must be between 100 and 1000000.",
        { QueueBytes: < 1024 * 1024 } => "Signals:QueueBytes must be at least 1048576.",
        { BatchSize: < 1 or > 100 } => "Signals:BatchSize must be between 1 and 100.",
        _ when CommitPatience < TimeSpan.Zero || CommitPatience > TimeSpan.FromSeconds(30) =>
            "Signals:CommitPatience must be between 0 and 30 seconds.",
        _ when OldestEvent < TimeSpan.FromDays(1) || OldestEvent > TimeSpan.FromDays(3660) =>
            "Signals:OldestEvent must be between 1 and 3660 days.",
        _ when FutureTolerance < TimeSpan.Zero || FutureTolerance > TimeSpan.FromDays(1) =>
            "Signals:FutureTolerance must be between 0 and 1 day.",
        _ when RepeatWindow < TimeSpan.Zero || RepeatWindow > TimeSpan.FromHours(1) =>
            "Signals:RepeatWindow must be between 0 and 1 hour.",
        { MonthsAhead: < 1 or > 24 } => "Signals:MonthsAhead must be between 1 and 24.",
        _ when RepairInterval < TimeSpan.FromMilliseconds(100) || RepairInterval > TimeSpan.FromHours(1) =>
            "Signals:RepairInterval must be between 0.1 seconds and 1 hour.",
        _ => null,
    };
}

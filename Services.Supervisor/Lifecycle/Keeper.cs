using System.Threading.Channels;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// Everything in memory about one strategy's instance. Its loop takes one step at a time; others only look and wake it.
/// </summary>
internal sealed class Keeper(int strategyId)
{
    private readonly Channel<byte> _wake = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
    });

    private volatile Instance _instance = new() { StrategyId = strategyId };
    private volatile DesiredInstance? _desired;
    private volatile InstanceProbe? _probe;
    private volatile DataProbe? _data;
    private volatile string? _waiting;
    private volatile string? _lastFailure;
    private volatile bool _busy;
    private volatile bool _held;

    public int StrategyId { get; } = strategyId;

    /// <summary>The row as last committed.</summary>
    public Instance Instance
    {
        get => _instance;
        set => _instance = value;
    }

    public DesiredInstance? Desired
    {
        get => _desired;
        set => _desired = value;
    }

    /// <summary>What the last probe saw of this generation; one of another generation is not given.</summary>
    public InstanceProbe? Probe
    {
        get => _probe is { } probe && probe.Generation == _instance.Generation ? probe : null;
        set => _probe = value;
    }

    /// <summary>How fresh the data of this generation was seen last; null when it was not looked at.</summary>
    public DataProbe? Data
    {
        get => _data is { } data && data.Generation == _instance.Generation ? data : null;
        set => _data = value;
    }

    /// <summary>What its start waits for; null when it does not.</summary>
    public string? Waiting
    {
        get => _waiting;
        set => _waiting = value;
    }

    /// <summary>Why it failed last, also after it began again; null when this supervisor saw no failure.</summary>
    public string? LastFailure
    {
        get => _lastFailure;
        set => _lastFailure = value;
    }

    public InstanceMark Mark => new(StrategyId, Instance.Generation);

    /// <summary>True while its loop takes a step.</summary>
    public bool Busy
    {
        get => _busy;
        set
        {
            _busy = value;
            // Who holds it looks at this afterwards, and the loop at that: one of them sees the other.
            Interlocked.MemoryBarrier();
        }
    }

    /// <summary>An upgrade has it: its process ends, and none begins until it is let go.</summary>
    public bool Held
    {
        get => _held;
        set
        {
            _held = value;
            Interlocked.MemoryBarrier();
            Wake();
        }
    }

    /// <summary>When its process was begun (steady); only the loop's.</summary>
    public DateTimeOffset? SpawnedAt { get; set; }

    /// <summary>When the end of the process was begun (steady), and the signal sent since; only the loop's.</summary>
    public DateTimeOffset? StopBegan { get; set; }
    public StopSignal? StopSent { get; set; }

    /// <summary>When the process was first seen gone (steady); only the loop's.</summary>
    public DateTimeOffset? GoneSince { get; set; }

    /// <summary>The script that will tell its exit code, as seen while it had not; only the loop's.</summary>
    public ProcessIdentity? Script { get; set; }

    /// <summary>The deletion of its strategy (steady), as far as it has come; only the loop's.</summary>
    public DateTimeOffset? SecuringSince { get; set; }
    public bool SignalsAsked { get; set; }

    /// <summary>True when nothing is left of the instance: its loop ends.</summary>
    public bool Removed { get; set; }

    /// <summary>Looks at readiness so far; only the loop's.</summary>
    public int ReadyLooks { get; set; }

    /// <summary>How many processes the machine had ended for want of memory when this one began.</summary>
    public long OutOfMemoryKills { get; set; }

    /// <summary>Since when this supervisor watches this generation as running.</summary>
    public DateTimeOffset WatchedSince { get; set; }

    /// <summary>What was seen of one process says nothing of the next.</summary>
    public void ForgetProcess()
    {
        (Probe, ReadyLooks, SpawnedAt) = (null, 0, null);
        (StopBegan, StopSent, GoneSince, Script) = (null, null, null, null);
    }

    public void Wake() => _wake.Writer.TryWrite(0);

    /// <summary>Waits until it is woken, or for so long.</summary>
    public async Task WaitAsync(TimeSpan? atMost, TimeProvider clock, CancellationToken ct)
    {
        if (atMost is null)
        {
            await _wake.Reader.ReadAsync(ct);
            return;
        }

        using var timeout = new CancellationTokenSource(atMost.Value, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Its time has come.
        }
    }

    public InstanceView View(bool simulated, DateTimeOffset now)
    {
        var (instance, desired, probe) = (Instance, Desired, Probe);
        var data = instance.State is InstanceState.Running or InstanceState.Paused ? Data : null;
        return new()
        {
            StrategyId = StrategyId,
            Generation = instance.Generation,
            State = instance.State,
            Desired = desired?.State ?? DesiredState.Stopped,
            StateSince = instance.StateSince == default ? now : instance.StateSince,
            Version = instance.Version == 0 ? desired?.Version ?? 0 : instance.Version,
            DesiredRevision = desired?.Revision,
            AppliedRevision = instance.AppliedRevision,
            Reason = Waiting ?? probe?.Remark ?? instance.Reason,
            Port = instance.Port,
            Pid = instance.Pid,
            ExitCode = instance.ExitCode,
            StartedAt = instance.Pid is null ? null : instance.StartedAt,
            NextAttemptAt = instance.NextAttemptAt,
            Attempts = instance.Failures,
            TraderState = probe?.TraderState,
            Responding = probe?.Responding ?? false,
            LatencyMs = probe?.LatencyMs,
            LastProcessAt = probe?.LastProcessAt,
            DataFresh = data?.Fresh,
            DataReason = data?.Reason,
            LastAnalyzedAt = data?.AnalysedAt,
            ProbedAt = probe?.At,
            MemoryBytes = probe?.MemoryBytes,
            CpuPercent = probe?.CpuPercent,
            Isolated = instance.Process is { } process ? ProcFs.IsAnothers(process.Pid) : null,
            Simulated = simulated,
        };
    }
}

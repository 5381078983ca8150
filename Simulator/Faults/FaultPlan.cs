using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Faults;

/// <summary>What <c>simulator.control</c> in the user folder asks for. Unknown keys are ignored; see
/// docs/simulator.md.</summary>
internal sealed record FaultPlan
{
    public static readonly FaultPlan None = new();

    /// <summary>Seconds that a start takes.</summary>
    public double? StartSeconds { get; init; }

    /// <summary>End at once with this exit code.</summary>
    public int? Crash { get; init; }

    /// <summary>End at once by this signal number (6, 9, 11).</summary>
    public int? CrashSignal { get; init; }

    public bool HangApi { get; init; }

    public bool HangLoop { get; init; }

    /// <summary>The exchange refuses: no start; while running, candles stop.</summary>
    public bool ExchangeUnreachable { get; init; }

    /// <summary>The exchange never answers: the loop stands, /status and /balance block.</summary>
    public bool ExchangeHangs { get; init; }

    /// <summary>Behave as if the API's port was in use.</summary>
    public bool PortTaken { get; init; }

    /// <summary>Megabytes held in addition.</summary>
    public int MemoryMb { get; init; }

    public bool IgnoreSigterm { get; init; }

    /// <summary>Extra strategy messages in every loop.</summary>
    public int WebhookStorm { get; init; }

    /// <summary>An exception after the API has started: "pairlist" or "bot_start".</summary>
    public string? Zombie { get; init; }

    /// <summary>Exit orders stay unfilled and are replaced (exit_cancel).</summary>
    public bool StuckExits { get; init; }

    /// <summary>Act once: the file is deleted when it has been read.</summary>
    public bool Once { get; init; }

    public static FaultPlan From(PyDict d) => new()
    {
        StartSeconds = d.Number("start_seconds"),
        Crash = (int?)d.Number("crash"),
        CrashSignal = (int?)d.Number("crash_signal"),
        HangApi = d.Text("hang") is "api" or "all",
        HangLoop = d.Text("hang") is "loop" or "all",
        ExchangeUnreachable = d.Text("exchange") == "unreachable",
        ExchangeHangs = d.Text("exchange") == "hang",
        PortTaken = d.Flag("port_taken"),
        MemoryMb = (int)(d.Number("memory_mb") ?? 0),
        IgnoreSigterm = d.Flag("ignore_sigterm"),
        WebhookStorm = (int)(d.Number("webhook_storm") ?? 0),
        Zombie = d.Text("zombie"),
        StuckExits = d.Flag("stuck_exits"),
        Once = d.Flag("once"),
    };
}

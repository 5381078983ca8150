namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Reads from an exit code and the last lines of the log why an instance ended (facts 1.3, 5.3, 8).</summary>
internal static class ExitClassifier
{
    private const int SignalBase = 128;
    private const int SigKill = 9;

    // In this order: an exchange fault is logged with tracebacks that look like others.
    private static readonly (FailureCause Cause, string[] Marks)[] Signs =
    [
        (FailureCause.PortTaken, ["error while attempting to bind on address", "address already in use"]),
        (FailureCause.OutOfMemory, ["MemoryError", "OutOfMemoryException", "Out of memory"]),
        (FailureCause.Capacity, ["No space left on device", "database or disk is full", "Disk quota exceeded"]),
        (FailureCause.Exchange, ["Could not load markets", "markets were not loaded"]),
        (FailureCause.Strategy, ["Impossible to load Strategy"]),
        (FailureCause.Permission,
            ["unable to open database file", "readonly database", "Permission denied", "PermissionError"]),
        (FailureCause.Config,
        [
            "Configuration error:", "Invalid configuration", "is not known to the ccxt library", "Config file \"",
            "No strategy set",
            "does not exist. Please use `freqtrade create-userdir`", "freqtrade: error:",
            "does not appear to be an IPv4",
            "requires \"apiKey\"",
        ]),
    ];

    /// <summary>The failure; its text is the log's line that told it, or the exit code.</summary>
    /// <param name="exitCode">128 + signal when a signal ended it; null when nobody saw it.</param>
    /// <param name="log">The end of the generation's output.</param>
    /// <param name="memoryRanOut">The machine ended some process for want of memory meanwhile.</param>
    public static Failure Classify(int? exitCode, string log, bool memoryRanOut)
    {
        if (exitCode == SignalBase + SigKill)
        {
            return memoryRanOut
                ? new(FailureCause.OutOfMemory, "the machine ran out of memory and ended it")
                : new(FailureCause.Killed, "ended by SIGKILL from outside");
        }

        if (exitCode is null) return new(FailureCause.Interrupted, "ended while nobody watched");
        foreach (var (cause, marks) in Signs)
        {
            if (LineWith(log, marks) is not { } line) continue;
            // FreqTrade only warns of the import, and then misses the class.
            var module = cause == FailureCause.Strategy ? MissingModule.In(log) : null;
            return new(cause, module is null ? line : $"{line} - {MissingModule.Remedy(module)}");
        }

        return Unknown(exitCode.Value, log);
    }

    /// <summary>
    /// True when the log says that the port is another's: FreqTrade then lives on without an API (facts 5.3).
    /// </summary>
    public static bool SaysPortTaken(string log) => LineWith(log, Signs[0].Marks) is not null;

    /// <summary>
    /// The error with which FreqTrade's main thread has ended though the process lives on with its API: from then on it
    /// never trades (facts 5.3). Null when the log tells of none.
    /// </summary>
    public static Failure? EndedWithin(string log)
    {
        if (LineWith(log, [" - freqtrade - ERROR - ", " - freqtrade - CRITICAL - "]) is not { } line) return null;
        var failure = Classify(exitCode: 1, log, memoryRanOut: false);
        return failure with { Text = $"it has ended but for its API: {line}" };
    }

    private static Failure Unknown(int exitCode, string log)
    {
        if (exitCode > SignalBase) return new(FailureCause.Killed, $"ended by signal {exitCode - SignalBase}");
        var hadStarted = log.Contains("Changing state to", StringComparison.Ordinal);
        var last = LastLine(log);
        if (last.StartsWith("ModuleNotFoundError", StringComparison.Ordinal) && MissingModule.In(last) is { } module)
        {
            return new(FailureCause.Strategy, MissingModule.Remedy(module));
        }

        // Before the bot exists, an unexpected exception is a value that FreqTrade did not check.
        if (exitCode == 1 && !hadStarted && log.Contains("Fatal exception!", StringComparison.Ordinal))
        {
            return new(FailureCause.Config, last);
        }

        return new(FailureCause.Crashed, last.Length == 0 ? $"exit code {exitCode}" : $"exit code {exitCode}: {last}");
    }

    private static string? LineWith(string log, string[] marks) => log.Split('\n').LastOrDefault(line =>
        marks.Any(mark => line.Contains(mark, StringComparison.OrdinalIgnoreCase)))?.Trim() is { } line ? Message(line)
            : null;

    private static string LastLine(string log) =>
        Message(log.Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? "");

    // "2026-11-22 06:35:03,613 - freqtrade - ERROR - text" is its text.
    private static string Message(string line)
    {
        var parts = line.Split(" - ", 4);
        return parts.Length == 4 && parts[0].Length > 0 && char.IsAsciiDigit(parts[0][0]) ? parts[3] : line;
    }
}

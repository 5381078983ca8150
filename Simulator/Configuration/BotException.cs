namespace BtcWatcher.Simulator.Configuration;

/// <summary>
/// Ends the bot as FreqTrade ends it. Exit 1: configuration errors and unexpected exceptions; exit 2: its operational
/// errors.
/// </summary>
internal sealed class BotException : Exception
{
    private BotException(int exitCode, string message, string? traceback)
        : base(message)
    {
        ExitCode = exitCode;
        Traceback = traceback;
    }

    public int ExitCode { get; }

    /// <summary>Last line of the Python traceback where FreqTrade prints "Fatal exception!".</summary>
    public string? Traceback { get; }

    public static BotException Configuration(string reason) => new(1,
        $"Configuration error: {reason}\n"
        + "Please make sure to review the documentation at https://www.freqtrade.io/en/stable.", null);

    public static BotException Operational(string message) => new(2, message, null);

    public static BotException Fatal(string traceback) => new(1, "Fatal exception!", traceback);
}

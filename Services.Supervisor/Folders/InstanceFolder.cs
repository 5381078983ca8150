using System.Globalization;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>Where everything of one instance is. Nothing here touches the disk.</summary>
internal sealed record InstanceFolder(string Root, int StrategyId)
{
    public string Path => System.IO.Path.Combine(Root, StrategyId.ToString(CultureInfo.InvariantCulture));
    public string Config => System.IO.Path.Combine(Path, "config.json");
    public string UserData => System.IO.Path.Combine(Path, "user_data");
    public string Strategies => System.IO.Path.Combine(Path, "strategies");
    public string Database => System.IO.Path.Combine(Path, "trades.sqlite");
    public string DatabaseUrl => "sqlite:///" + Database;

    /// <summary>What the instance's programs put away for a moment; emptied before each start.</summary>
    public string Temporary => System.IO.Path.Combine(Path, "tmp");
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>FreqTrade's own log file, over all generations; FreqTrade rotates it.</summary>
    public string LogFile => System.IO.Path.Combine(Logs, "freqtrade.log");

    /// <summary>Standard output and error of the present generation.</summary>
    public string Output => System.IO.Path.Combine(Logs, "output.log");
}

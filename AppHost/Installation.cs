using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost;

/// <summary>What tells one installation from another on the same machine: its data folder and its ports.</summary>
/// <param name="Data">Absolute; <c>Data:Directory</c>, by default <c>.local</c> in the repository.</param>
/// <param name="PortBase"><c>Ports:Base</c>, by default 8000; every fixed port is counted from it.</param>
/// <param name="Simulated"><c>FreqTrade:Simulated</c>: the command is the Simulator.</param>
/// <param name="FreqTradeCommand"><c>FreqTrade:Command</c>: a program and its leading arguments.</param>
internal sealed record Installation(
    string Data,
    int PortBase,
    bool Simulated,
    string FreqTradeCommand,
    string Repository,
    bool Running,
    string? GivenKey)
{
    public int ApiPort => PortBase;

    public int WebhookPort => PortBase + 1;

    public int GatewayPort => PortBase + 80;

    public string FirstInstancePort => (PortBase + 81).ToString(CultureInfo.InvariantCulture);

    public string WebhookUrl => string.Create(
        CultureInfo.InvariantCulture, $"http://{(Running ? "127.0.0.1" : "signals")}:{WebhookPort}");

    public string ConfigDirectory => Path.Combine(Repository, "config");

    public string StrategiesDirectory => Path.Combine(Repository, "strategies");

    public string WebRoot => Path.Combine(Repository, "web", "dist");

    private string KeyFile => Path.Combine(Data, "installation-key");

    public static Installation From(IConfiguration configuration, string appHostDirectory, bool running)
    {
        var repository = Path.GetFullPath("..", appHostDirectory);
        var data = running ? configuration["Data:Directory"] ?? ".local" : "/data";
        var portBase = configuration["Ports:Base"] ?? "8000";
        return new Installation(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(data, repository)),
            int.TryParse(portBase, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException($"Ports:Base is '{portBase}', but must be a whole number."),
            string.Equals(configuration["FreqTrade:Simulated"], "true", StringComparison.OrdinalIgnoreCase),
            configuration["FreqTrade:Command"] is { Length: > 0 } command ? command : "freqtrade",
            repository,
            running,
            configuration["Parameters:installation-key"]);
    }

    /// <summary>
    /// A container's volume: one for each data folder, so that two installations never share a database.
    /// </summary>
    public string Volume(string server) => Running
        ? $"btcwatcher-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Data)))[..8]}-{server}"
        : $"btcwatcher-{server}";

    /// <summary>
    /// The configured key, else the one in the data folder, which is made (mode 0600) at the first start.
    /// </summary>
    public string Key()
    {
        if (GivenKey is { Length: > 0 })
        {
            return GivenKey;
        }

        if (!File.Exists(KeyFile))
        {
            Directory.CreateDirectory(Data);
            Create(KeyFile, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        }

        return File.ReadAllText(KeyFile).Trim() is { Length: > 0 } key
            ? key
            : throw new InvalidOperationException(
                $"{KeyFile} is empty. Put the installation's key back from its backup.");
    }

    // Written beside its place and moved there whole; if another start was faster, its key stays.
    private static void Create(string path, string key)
    {
        var fresh = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(fresh, options))
        {
            writer.WriteLine(key);
        }

        try
        {
            File.Move(fresh, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(fresh);
        }
    }
}

using System.Text.Json;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>The host's state on disk, for its owner only, always whole.</summary>
internal static class StateFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "run", "state.json");

    public static void Write(string dataDirectory, HostStatus status) =>
        PrivateFiles.Write(PathIn(dataDirectory), JsonSerializer.Serialize(status, Json));

    /// <summary>Null when nothing was ever started here, or what is there cannot be read.</summary>
    public static HostStatus? Read(string dataDirectory)
    {
        try
        {
            return JsonSerializer.Deserialize<HostStatus>(File.ReadAllText(PathIn(dataDirectory)), Json);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}

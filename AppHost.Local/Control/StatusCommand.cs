using System.Text.Json;
using BtcWatcher.AppHost.Local.Hosting;

namespace BtcWatcher.AppHost.Local.Control;

internal static class StatusCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Prints the JSON of <c>./run --status</c>.</summary>
    /// <returns>0 running, 2 starting, 4 degraded, 3 stopped.</returns>
    public static int Print(string dataDirectory, TextWriter output)
    {
        var status = SystemStatus.Of(dataDirectory);
        output.WriteLine(JsonSerializer.Serialize(
            new { state = status.State, resources = status.Resources.Select(Shown) }, Json));
        return status.State switch
        {
            "running" => 0,
            "starting" => 2,
            "degraded" => 4,
            _ => 3,
        };
    }

    private static object Shown(ResourceStatus resource) => new
    {
        name = resource.Name,
        kind = resource.Kind,
        state = resource.State,
        health = resource.Health,
        pid = resource.Process?.Pid,
        urls = resource.Urls,
        log = resource.Log,
    };
}

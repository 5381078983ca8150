using System.Net;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>Reads the supervisor's routes and views, all or one instance's.</summary>
internal sealed class RouteFetch(IHttpClientFactory clients)
{
    public async Task<(RouteTable Table, IReadOnlyList<InstanceView> Views)> AllAsync(CancellationToken ct)
    {
        using var supervisor = clients.CreateClient("supervisor");
        var views = ReadAsync<InstanceView[]>(supervisor, "/internal/instances", ct);
        var table = await ReadAsync<RouteTable>(supervisor, "/internal/routes", ct);
        return (table!, (await views)!);
    }

    public async Task<(RouteTable Table, InstanceView? View)> OneAsync(int strategyId, CancellationToken ct)
    {
        using var supervisor = clients.CreateClient("supervisor");
        var view = ReadAsync<InstanceView>(supervisor, $"/internal/instances/{strategyId}", ct);
        var table = await ReadAsync<RouteTable>(supervisor, $"/internal/routes/{strategyId}", ct);
        return (table!, await view);
    }

    // An instance that the supervisor does not know has no view.
    private static async Task<T?> ReadAsync<T>(HttpClient supervisor, string path, CancellationToken ct)
        where T : class
    {
        using var answer = await supervisor.GetAsync(path, ct);
        if (answer.StatusCode == HttpStatusCode.NotFound && typeof(T) == typeof(InstanceView)) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<T>(MessageJson.Options, ct);
    }
}

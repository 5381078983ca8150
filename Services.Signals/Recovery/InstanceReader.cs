using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>
/// Reads an instance's REST API at the address and with the credentials that the supervisor's route table names.
/// </summary>
internal sealed class InstanceReader(IHttpClientFactory clients)
{
    public const string ClientName = "instance";

    /// <returns>The route; null while the instance cannot be reached.</returns>
    public async Task<InstanceRoute?> FindAsync(int strategyId, CancellationToken ct)
    {
        using var supervisor = clients.CreateClient("supervisor");
        var table = await supervisor.GetFromJsonAsync<RouteTable>("/internal/routes", MessageJson.Options, ct);
        return table!.Routes.FirstOrDefault(route => route.StrategyId == strategyId);
    }

    /// <exception cref="HttpRequestException">It does not answer, or not with 200.</exception>
    public async Task<JsonNode> ReadAsync(InstanceRoute route, string path, CancellationToken ct)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{route.Address}/api/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{route.Username}:{route.Password}")));
        using var answer = await client.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonNode>(ct)
            ?? throw new HttpRequestException($"{path} answered null.");
    }
}

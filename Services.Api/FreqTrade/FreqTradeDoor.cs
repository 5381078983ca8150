using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.FreqTrade;

/// <summary>Asks the supervisor, whose work versions are, and passes its answer on as it is.</summary>
internal sealed class FreqTradeDoor(IHttpClientFactory clients, ILogger<FreqTradeDoor> logger)
{
    // A program is asked for its version and its help before it is taken; each may take a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public async Task<Results<ContentHttpResult, ProblemHttpResult>> AskAsync(
        HttpContext context, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        try
        {
            using var supervisor = clients.CreateClient(Neighbours.Supervisor);
            supervisor.Timeout = Patience;
            using var request = new HttpRequestMessage(method, "/internal/freqtrade" + path);
            if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), null, MessageJson.Options);
            using var response = await supervisor.SendAsync(request, ct);
            if (response.Headers.Location is { } location) context.Response.Headers.Location = location.ToString();
            return TypedResults.Content(
                await response.Content.ReadAsStringAsync(ct), response.Content.Headers.ContentType?.ToString(),
                statusCode: (int)response.StatusCode);
        }
        catch (Exception fault) when (
            (fault is InvalidOperationException || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            Log.NeighbourSilent(logger, Neighbours.Supervisor, fault.Message);
            return StrategyProblems.Unavailable(Neighbours.Supervisor);
        }
    }
}

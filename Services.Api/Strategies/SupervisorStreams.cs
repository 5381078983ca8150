using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Passes an answer of the supervisor on while it comes: logs are long, followed ones have no end.</summary>
internal sealed class SupervisorStreams(
    IHttpClientFactory clients, IHostApplicationLifetime lifetime, ILogger<SupervisorStreams> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] Passed = ["Content-Type", "Content-Disposition", "Cache-Control"];

    /// <returns>False when the supervisor does not answer; nothing was sent then.</returns>
    public async Task<bool> CopyAsync(HttpContext context, string path)
    {
        // A followed log must not hold up the end of the service.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        var aborted = either.Token;
        try
        {
            using var client = clients.CreateClient(Neighbours.Supervisor);
            client.Timeout = Timeout.InfiniteTimeSpan;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            patience.CancelAfter(Patience);
            using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            Take(context.Response, answer);
            await answer.Content.CopyToAsync(context.Response.Body, aborted);
            return true;
        }
        catch (Exception) when (aborted.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault) when (
            fault is InvalidOperationException or HttpIOException || TransientFaults.Is(fault))
        {
            Log.NeighbourSilent(logger, Neighbours.Supervisor, fault.Message);
            // Half an answer must not look like a whole one.
            if (context.Response.HasStarted) context.Abort();
            return context.Response.HasStarted;
        }
    }

    private static void Take(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var name in Passed)
        {
            if (answer.Content.Headers.TryGetValues(name, out var values)
                || answer.Headers.TryGetValues(name, out values))
            {
                response.Headers[name] = values.ToArray();
            }
        }

        // Reverse proxies would collect what is meant to be seen at once.
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            response.Headers["X-Accel-Buffering"] = "no";
        }
    }
}

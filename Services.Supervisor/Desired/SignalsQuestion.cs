using System.Globalization;
using System.Net;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>Asks signals to read an instance now, and whether anything of it is missing.</summary>
internal sealed class SignalsQuestion(IHttpClientFactory clients)
{
    /// <returns>Null when nothing is missing, else why something may be.</returns>
    public async Task<string?> WhyNotSafeAsync(int strategyId, TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            using var signals = clients.CreateClient("signals");
            signals.Timeout = Timeout.InfiniteTimeSpan;
            var address = string.Create(CultureInfo.InvariantCulture, $"/internal/strategies/{strategyId}/repair");
            using var answer = await signals.PostAsync(new Uri(address, UriKind.Relative), null, limit.Token);
            return answer.StatusCode == HttpStatusCode.NoContent ? null
                : $"signals may be missing, it answered {(int)answer.StatusCode}: "
                    + await answer.Content.ReadAsStringAsync(limit.Token);
        }
        // Without an address, the host's wiring lacks it: shown where the reason is.
        catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException)
        {
            return $"signals does not answer: {fault.Message}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"signals did not answer within {atMost.TotalSeconds:0} s";
        }
    }
}

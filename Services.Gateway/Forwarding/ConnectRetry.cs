namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// Tries a GET once more when no connection could be made: nothing was sent, so nothing can happen twice. FreqTrade
/// refuses connections for about 0.2 s during a reload.
/// </summary>
internal sealed class ConnectRetry(TimeSpan delay, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault) when (
            fault.HttpRequestError == HttpRequestError.ConnectionError && request.Method == HttpMethod.Get)
        {
            await Task.Delay(delay, clock, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

namespace BtcWatcher.AppHost.Local;

public static class DistributedApplicationHostingTestingExtensions
{
    /// <returns>Null when there is no such resource, or it has none.</returns>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(app.ConnectionString(resourceName));

    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        app.Endpoint(resourceName, endpointName);

    public static HttpClient CreateHttpClient(
        this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.Endpoint(resourceName, endpointName) };
}

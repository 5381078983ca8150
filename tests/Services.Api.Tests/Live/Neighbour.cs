using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.Live;

/// <summary>Another service, as far as a test needs it.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Neighbour(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<Neighbour> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Collections;
using BtcWatcher.AppHost.Local;

if (args is ["say", .. var words])
{
    Console.WriteLine(string.Join(' ', words));
    return 7;
}

if (args is ["host", .. var options])
{
    var builder = DistributedApplication.CreateBuilder(options);
    var redis = builder.AddRedis("redis");
    builder.AddProject("web", "StandIn.csproj", o => o.ExcludeLaunchProfile = true)
        .WithHttpEndpoint().WithHttpHealthCheck("/health/ready").WithReference(redis).WaitFor(redis);
    await builder.Build().RunAsync();
    return Environment.ExitCode;
}

Console.WriteLine($"stand-in starts as process {Environment.ProcessId}");
if (Environment.GetEnvironmentVariable("STANDIN_FAIL") is { Length: > 0 } reason)
{
    Console.Error.WriteLine(reason);
    return 3;
}

var app = WebApplication.CreateSlimBuilder(args).Build();
var ready = Environment.GetEnvironmentVariable("STANDIN_NOT_READY") is not { Length: > 0 };
app.MapGet("/health/ready", () => ready ? Results.Ok() : Results.StatusCode(503));
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(e => (string)e.Key, e => (string?)e.Value));
app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("stand-in was asked to end"));
app.MapPost("/crash", () => Environment.Exit(5));
app.MapPost("/lose-readiness", () => { ready = false; });
app.MapPost("/gain-readiness", () => { ready = true; });
app.MapPost("/flood", () =>
{
    var line = new string('x', 1000);
    for (var i = 0; i < 30_000; i++)
    {
        Console.WriteLine(line);
    }
});
await app.RunAsync();
return 0;

using BtcWatcher.AppHost;
using Microsoft.Extensions.Configuration;

// The whole topology of BTC Watcher, for .NET Aspire and for AppHost.Local alike (docs/adr/0001-aspire-or-local.md).
var builder = DistributedApplication.CreateBuilder(args);
var running = builder.ExecutionContext.IsRunMode;
var installation = Installation.From(builder.Configuration, builder.AppHostDirectory, running);

// The one secret that a backup must carry apart. In run mode it is kept in the data folder; a deployment asks for it.
var key = running
    ? builder.AddParameter("installation-key", installation.Key, secret: true)
    : builder.AddParameter("installation-key", secret: true);

// Servers: those that the configuration names, else of our own. The majors are those of Debian 12, where they exist.
IResourceBuilder<IResourceWithConnectionString> database = Given("btcwatcher")
    ? builder.AddConnectionString("btcwatcher")
    : builder.AddPostgres("postgres")
        .WithImageTag("15")
        .WithVolume(installation.Volume("postgres"), "/var/lib/postgresql/data") // WithDataVolume means a newer image.
        .AddDatabase("btcwatcher");

IResourceBuilder<IResourceWithConnectionString> redis = Given("redis")
    ? builder.AddConnectionString("redis")
    : builder.AddRedis("redis")
        .WithImageTag("7")
        .WithVolume(installation.Volume("redis"), "/data")
        .WithPersistence(TimeSpan.FromSeconds(60), 1);

IResourceBuilder<IResourceWithConnectionString> rabbitmq = Given("rabbitmq")
    ? builder.AddConnectionString("rabbitmq")
    : builder.AddRabbitMQ("rabbitmq").WithDataVolume(installation.Volume("rabbitmq"));

// The six services. Signals' second endpoint is the webhook intake, whose address running instances keep.
var api = Service("api", installation.ApiPort).WithExternalHttpEndpoints();
var gateway = Service("gateway", installation.GatewayPort).WithExternalHttpEndpoints();
var supervisor = Service("supervisor");
var signals = Service("signals").WithHttpEndpoint(port: installation.WebhookPort, name: "webhook");
var notifications = Service("notifications");
var monitoring = Service("monitoring");

// Who uses which server.
foreach (var service in (IResourceBuilder<ProjectResource>[])[api, supervisor, signals, notifications, monitoring])
{
    service.WithReference(database).WaitFor(database);
}

monitoring.WithReference(redis).WaitFor(redis);
api.WithReference(redis); // Works without it: only browsers that come back must then read everything again.

// Who calls whom; nobody waits for another service.
api.WithReference(gateway).WithReference(supervisor).WithReference(signals)
    .WithReference(notifications).WithReference(monitoring);
gateway.WithReference(api).WithReference(supervisor);
supervisor.WithReference(api).WithReference(signals);
signals.WithReference(api).WithReference(supervisor);
notifications.WithReference(api).WithReference(signals);
monitoring.WithReference(api).WithReference(supervisor).WithReference(gateway);

// FreqTrade instances are the supervisor's: loopback ports from 8081, their webhooks go to Signals.
supervisor
    .WithEnvironment("FreqTrade__Command", installation.FreqTradeCommand)
    .WithEnvironment("Instances__PortBase", installation.FirstInstancePort)
    .WithEnvironment("Instances__WebhookUrl", installation.WebhookUrl)
    .WithEnvironment("Instances__StopOnShutdown", running ? "true" : "false");

// The two hot paths are worth the slower start of compiling with profiles.
signals.WithEnvironment("DOTNET_TieredPGO", "1");
gateway.WithEnvironment("DOTNET_TieredPGO", "1");

if (running)
{
    api.WithEnvironment("Config__Directory", installation.ConfigDirectory)
        .WithEnvironment("Strategies__Directory", installation.StrategiesDirectory)
        .WithEnvironment("Web__Root", installation.WebRoot);
}

if (builder.Configuration["BTCWATCHER_ADMIN_PASSWORD"] is { Length: > 0 } password)
{
    api.WithEnvironment("BTCWATCHER_ADMIN_PASSWORD", password);
}

// Publishing: aspire publish -- --Deploy:Target=compose (or k8s).
switch (builder.Configuration["Deploy:Target"])
{
    case "compose":
        builder.AddDockerComposeEnvironment("compose");
        foreach (var service in (IResourceBuilder<ProjectResource>[])
            [api, gateway, supervisor, signals, notifications, monitoring])
        {
            service.PublishAsDockerComposeService((_, unit) => unit.Restart = "unless-stopped");
        }

        break;
    case "k8s":
        builder.AddKubernetesEnvironment("k8s");
        break;
}

builder.Build().Run();

bool Given(string name) => builder.Configuration.GetConnectionString(name) is { Length: > 0 };

IResourceBuilder<ProjectResource> Service(string name, int? port = null)
{
    var project = $"Services.{char.ToUpperInvariant(name[0])}{name[1..]}";
    return builder.AddProject(name, $"../{project}/{project}.csproj", options => options.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: port)
        .WithHttpHealthCheck("/health/ready")
        .WithEnvironment("Installation__Key", key)
        .WithEnvironment("Installation__Data", installation.Data)
        .WithEnvironment("Installation__Simulated", installation.Simulated ? "true" : "false")
        .WithReference(rabbitmq)
        .WaitFor(rabbitmq);
}

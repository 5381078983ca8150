using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Supervisor;
using BtcWatcher.Services.Supervisor.Desired;
using BtcWatcher.Services.Supervisor.Instances;
using BtcWatcher.Services.Supervisor.Logs;
using BtcWatcher.Services.Supervisor.Outbound;
using BtcWatcher.Services.Supervisor.Routes;
using BtcWatcher.Services.Supervisor.Scanning;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Upgrades;
using BtcWatcher.Services.Supervisor.Versions;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("supervisor");
builder.AddDatabase<SupervisorDbContext>("supervisor", SupervisorMigrations.All);
builder.AddSettings();
builder.AddMessaging(bus =>
{
    bus.Shared<SetDesiredStateConsumer>();
    bus.Shared<StrategyDeletedConsumer>();
    bus.Shared<ProxyChangedConsumer>();
    bus.Each<SettingsChangedConsumer>();
});
builder.AddSupervisor();

var app = builder.Build();
app.UseServiceDefaults();
app.MapRoutes();
app.MapInstances();
app.MapLogs();
app.MapCapacity();
app.MapVersions();
app.MapUpgrades();
app.MapScan();
await app.RunAsync();

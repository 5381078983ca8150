using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Monitoring;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddMonitoring();

var app = builder.Build();
app.UseServiceDefaults();
app.MapSystemHealth();
app.MapCapacity();
await app.RunAsync();

using BtcWatcher.Services.Signals;

var builder = WebApplication.CreateBuilder(args);
builder.AddSignals();
var app = builder.Build();
app.MapSignalsService();
await app.RunAsync();

using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Gateway;
using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Forwarding;
using BtcWatcher.Services.Gateway.Routes;
using BtcWatcher.Services.Gateway.Status;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddMessaging(bus =>
{
    bus.Each<RouteEventsConsumer>();
    bus.Each<SignInSessionsConsumer>();
});
builder.AddGateway();

var app = builder.Build();
app.UseGateway();
app.UseServiceDefaults();
app.MapStrategies();
app.MapStatus();
await app.RunAsync();

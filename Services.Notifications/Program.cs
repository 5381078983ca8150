using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Notifications;
using BtcWatcher.Services.Notifications.Alerts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Inbox;

var builder = WebApplication.CreateBuilder(args);
builder.AddNotifications();

var app = builder.Build();
app.UseServiceDefaults();
app.MapChannels();
app.MapInbox();
app.MapHistory();
app.MapAlerts();
await app.RunAsync();

using BtcWatcher.Services.Api;
using BtcWatcher.Services.Api.Auth;

var builder = WebApplication.CreateBuilder(args);
builder.AddApi();
await using var app = builder.Build();
if (args is [ResetAdmin.Command]) return await ResetAdmin.RunAsync(app);
app.UseApi();
await app.RunAsync();
return 0;

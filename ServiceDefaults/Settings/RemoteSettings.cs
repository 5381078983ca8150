using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>
/// Fetches the settings from the api, when it says that they changed and each minute. The last good copy is kept in the
/// service's schema, so that a service starts without the api.
/// </summary>
internal sealed class RemoteSettings(
    IHttpClientFactory clients, IServiceProvider services, TimeProvider clock, ILogger<RemoteSettings> logger)
    : BackgroundService, ISettings
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);
    private readonly NpgsqlDataSource? _database = services.GetService<NpgsqlDataSource>();
    private volatile SettingsSnapshot _current = SettingsSnapshot.Default;

    public SettingsSnapshot Current => _current;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadCopyAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Fetches now; faults of the api leave what is in force.</summary>
    public async Task<bool> FetchAsync(CancellationToken ct)
    {
        try
        {
            using var api = clients.CreateClient("api");
            var fetched = await api.GetFromJsonAsync<SettingsSnapshot>("/internal/settings", MessageJson.Options, ct);
            if (fetched!.Version == _current.Version) return true;
            await SaveCopyAsync(fetched, ct);
            _current = fetched;
            Log.SettingsApplied(logger, fetched.Version);
            return true;
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && !ct.IsCancellationRequested)
        {
            Log.SettingsUnavailable(logger, _current.Version, fault.Message);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var fetched = await FetchAsync(stoppingToken);
            await Task.Delay(fetched ? Poll : TimeSpan.FromSeconds(2), clock, stoppingToken);
        }
    }

    private async Task LoadCopyAsync(CancellationToken ct)
    {
        if (_database is null) return;
        await using var command = _database.CreateCommand("SELECT body FROM settings_copy WHERE id = 1");
        if (await command.ExecuteScalarAsync(ct) is string body)
        {
            _current = JsonSerializer.Deserialize<SettingsSnapshot>(body, MessageJson.Options)!;
        }
    }

    private async Task SaveCopyAsync(SettingsSnapshot settings, CancellationToken ct)
    {
        if (_database is null) return;
        await using var command = _database.CreateCommand(
            "INSERT INTO settings_copy (id, version, body) VALUES (1, $1, $2) "
            + "ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body");
        command.Parameters.Add(new() { Value = settings.Version });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(settings, MessageJson.Options) });
        await command.ExecuteNonQueryAsync(ct);
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>Versions of strategies: asked of the api once, then kept, so that a start needs no api.</summary>
internal sealed class DefinitionStore(IServiceScopeFactory scopes, IHttpClientFactory clients, InstallationKeys keys)
{
    private const int KeptVersions = 5;

    /// <returns>Null when it was never fetched.</returns>
    public async Task<StrategyDefinition?> FindStoredAsync(int strategyId, int version, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await FindStoredAsync(
            scope.ServiceProvider.GetRequiredService<SupervisorDbContext>(), strategyId, version, ct);
    }

    /// <returns>The definition, or why there is none.</returns>
    public async Task<(StrategyDefinition? Definition, Failure? Failure)> GetAsync(
        int strategyId, int version, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        if (await FindStoredAsync(db, strategyId, version, ct) is { } stored) return (stored, null);

        try
        {
            using var api = clients.CreateClient("api");
            var address = string.Create(
                CultureInfo.InvariantCulture, $"/internal/strategies/{strategyId}/versions/{version}");
            var definition = (await api.GetFromJsonAsync<StrategyDefinition>(address, MessageJson.Options, ct))!;
            await StoreAsync(db, strategyId, version, definition, ct);
            return (definition, null);
        }
        catch (HttpRequestException fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return (null, new(FailureCause.ConfigInvalid, $"the api knows no version {version} of this strategy"));
        }
        catch (Exception fault) when (IsAway(fault) && !ct.IsCancellationRequested)
        {
            return (null, new(FailureCause.DefinitionUnavailable,
                $"the api does not give the strategy's version yet: {fault.Message}"));
        }
    }

    private async Task<StrategyDefinition?> FindStoredAsync(
        SupervisorDbContext db, int strategyId, int version, CancellationToken ct)
    {
        var row = await db.Definitions.AsNoTracking()
            .SingleOrDefaultAsync(one => one.StrategyId == strategyId && one.Version == version, ct);
        return row is null ? null
            : JsonSerializer.Deserialize<StrategyDefinition>(keys.Unseal(row.Body), MessageJson.Options);
    }

    private static bool IsAway(Exception fault) =>
        fault is HttpRequestException or JsonException || TransientFaults.Is(fault);

    private async Task StoreAsync(
        SupervisorDbContext db, int strategyId, int version, StrategyDefinition definition, CancellationToken ct)
    {
        db.Definitions.Add(new StoredDefinition
        {
            StrategyId = strategyId,
            Version = version,
            Body = keys.Seal(JsonSerializer.Serialize(definition, MessageJson.Options)),
        });
        await db.SaveChangesAsync(ct);
        await db.Definitions.Where(row => row.StrategyId == strategyId && row.Version <= version - KeptVersions)
            .ExecuteDeleteAsync(ct);
    }
}

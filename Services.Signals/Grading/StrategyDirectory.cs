using System.Collections.Immutable;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Model;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>
/// What this service knows of strategies: in memory for the hot path, and in its own schema, so that it grades without
/// the api after a restart. A change with an older revision than the one that is known is ignored.
/// </summary>
internal sealed class StrategyDirectory(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _ask = new(0, 1);
    private ImmutableDictionary<int, Known> _known = ImmutableDictionary<int, Known>.Empty;

    public StrategyProfile? Find(int strategyId) =>
        _known.TryGetValue(strategyId, out var known) ? known.Profile : null;

    /// <summary>The strategy of that name that is not deleted; names of deleted ones may be given again.</summary>
    public StrategyProfile? FindByName(string name) =>
        _known.Values.FirstOrDefault(known => !known.Deleted && known.Profile.Name == name)?.Profile;

    public IReadOnlyList<int> Ids => [.. _known.Keys];

    /// <summary>Revision of each known strategy, as a fetch that begins now must find it again when it ends.</summary>
    public ImmutableDictionary<int, long> Revisions =>
        _known.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Revision);

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        var rows = await db.Strategies.AsNoTracking().ToListAsync(ct);
        _known = rows.ToImmutableDictionary(
            row => row.StrategyId, row => new Known(row.ToProfile(), row.Revision, row.Deleted));
    }

    /// <summary>Takes a profile in, unless a newer one is known.</summary>
    /// <param name="profile">The strategy as it is now.</param>
    /// <param name="revision">Of the change; for a fetched profile the one that was known when the fetch began.</param>
    /// <param name="deleted">Its signals are still graded: an instance may be stopping.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task SetAsync(StrategyProfile profile, long revision, bool deleted, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_known.TryGetValue(profile.StrategyId, out var known)
                && (known.Revision > revision || (known.Revision == revision && known.Profile == profile && !deleted)))
            {
                return;
            }

            await StoreAsync(StrategyRow.Of(profile, revision, deleted, clock.GetUtcNow()), ct);
            _known = _known.SetItem(profile.StrategyId, new Known(profile, revision, deleted));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Says that a signal of an unknown strategy waits for its grade.</summary>
    public void AskAgain()
    {
        if (_ask.CurrentCount == 0)
        {
            try
            {
                _ask.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two batches at the same moment: one question is enough.
            }
        }
    }

    public Task<bool> WaitForQuestionAsync(TimeSpan atMost, CancellationToken ct) => _ask.WaitAsync(atMost, ct);

    public void Dispose()
    {
        _gate.Dispose();
        _ask.Dispose();
    }

    private async Task StoreAsync(StrategyRow row, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        if (await db.Strategies.AnyAsync(stored => stored.StrategyId == row.StrategyId, ct))
        {
            db.Strategies.Update(row);
        }
        else
        {
            db.Strategies.Add(row);
        }

        await db.SaveChangesAsync(ct);
    }

    private sealed record Known(StrategyProfile Profile, long Revision, bool Deleted);
}

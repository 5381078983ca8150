using System.Collections.Concurrent;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Switches wave after wave. The first failure ends it.</summary>
internal sealed class UpgradeWaves(
    UpgradeStore store, MemberSwitch member, HeldInstances held, Preflight preflight, Programs programs,
    IOptions<VersionOptions> options)
{
    private static readonly UpgradeState[] Switching = [UpgradeState.Switching];

    /// <returns>Why an instance does not do well on the target; null when all do.</returns>
    public async Task<string?> RunAsync(Upgrade upgrade, CancellationToken ct)
    {
        var members = await store.MembersAsync(upgrade.Id, ct);
        for (var wave = upgrade.Wave; wave <= WavePlan.Last; wave++)
        {
            var mine = members.Where(one => one.Wave == wave).ToList();
            if (await RunWaveAsync(upgrade, mine, ct) is { } reason) return reason;
            var detail = $"wave {wave}: {mine.Count} switched";
            var next = Math.Min(wave + 1, WavePlan.Last);
            await store.ChangeAsync(upgrade.Id, Switching, row => row.Wave = next, "wave_done", detail, ct);
        }

        // From here on new ones start with the target; those that began before are caught up with.
        await store.SetCurrentAsync(upgrade.TargetVersion, ct);
        programs.Current = upgrade.TargetVersion;
        await held.FirstStartsAsync(ct);
        while (preflight.Plan(upgrade, members) is { Count: > 0 } late)
        {
            await store.AddMembersAsync(late, ct);
            members.AddRange(late);
            if (await RunWaveAsync(upgrade, late, ct) is { } reason) return reason;
        }

        return null;
    }

    private async Task<string?> RunWaveAsync(
        Upgrade upgrade, IReadOnlyList<UpgradeMember> members, CancellationToken ct)
    {
        using var turns = new SemaphoreSlim(options.Value.SwitchAtOnce);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reasons = new ConcurrentQueue<string>();
        var all = Task.WhenAll(members.Select(RunOneAsync));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        if (reasons.TryDequeue(out var reason)) return reason;
        // A fault of the supervisor's own, such as its database: the wave is taken again.
        await all;
        return null;

        async Task RunOneAsync(UpgradeMember one)
        {
            try
            {
                if (await SwitchAsync(one) is not { } reason) return;
                reasons.Enqueue(reason);
                await failed.CancelAsync();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                reasons.Enqueue($"strategy {one.StrategyId}: its database was not copied: {fault.Message}");
                await failed.CancelAsync();
            }
        }

        async Task<string?> SwitchAsync(UpgradeMember one)
        {
            // Its turn lasts until it is up again: no more than so many are away at a time.
            await turns.WaitAsync(failed.Token);
            try
            {
                await member.SwitchAsync(upgrade, one, failed.Token);
                if (await member.AwaitUpAsync(one, failed.Token) is { } reason) return reason;
            }
            finally
            {
                turns.Release();
            }

            return await member.AwaitHealthAsync(one, failed.Token);
        }
    }
}

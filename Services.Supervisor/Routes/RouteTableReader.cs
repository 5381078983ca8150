using System.Data;
using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Routes;

/// <summary>The table of routes as committed, revision and rows of the same moment.</summary>
internal sealed class RouteTableReader(SupervisorDbContext db, ConfigWriter configs)
{
    /// <param name="only">One strategy's route; null for all.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<RouteTable> ReadAsync(int? only, CancellationToken ct)
    {
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var revision = await db.RouteRevision.AsNoTracking().Select(row => row.Revision).SingleAsync(ct);
        var rows = await db.Instances.AsNoTracking().Where(row => row.Port != null && row.SealedCredentials != null
            && (only == null || row.StrategyId == only)
            && (row.State == InstanceState.Running || row.State == InstanceState.Paused
                || row.State == InstanceState.Idle))
            .OrderBy(row => row.StrategyId).ToListAsync(ct);
        await moment.CommitAsync(ct);
        return new RouteTable { Revision = revision, Routes = [.. rows.Select(RouteTo).OfType<InstanceRoute>()] };
    }

    private InstanceRoute? RouteTo(Instance row)
    {
        if (configs.FindCredentials(row) is not { } credentials) return null;
        return new InstanceRoute
        {
            StrategyId = row.StrategyId,
            Generation = row.Generation,
            State = row.State,
            Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{row.Port}"),
            Username = credentials.Username,
            Password = credentials.Password,
            WsToken = credentials.WsToken,
        };
    }
}

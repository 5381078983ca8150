using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Signals.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Signals.Query;

internal static class SignalEndpoints
{
    /// <summary>
    /// Totals are counted up to here; beyond it the total is null, since counting would cost more than the page.
    /// </summary>
    public const int CountLimit = 10_000;

    public static void MapSignals(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/signals").WithTags("Signals").RequireAuthorization(Policies.Viewer);
        group.MapGet("/", ListAsync).ForStrategyQuery().WithName("ListSignals");
        group.MapGet("/{id:guid}", GetAsync).WithName("GetSignal");
        group.MapGet("/statistics", StatisticsQuery.GetAsync).WithName("GetSignalStatistics");
        routes.MapGet("/internal/signals", FollowAsync).WithTags("Internal").RequireAuthorization(Policies.Service);
    }

    private static async Task<Results<Ok<Page<Signal>>, ProblemHttpResult>> ListAsync(
        HttpRequest request, SignalsDbContext db, CancellationToken ct)
    {
        var filter = SignalFilter.Read(request.Query);
        if (filter.Faults.Count > 0)
        {
            return SignalProblems.Filter(filter.Faults);
        }

        var matching = filter.Apply(db.Signals.AsNoTracking());
        var rows = await filter.Page(matching).ToListAsync(ct);
        var more = rows.Count > filter.Limit;
        if (more)
        {
            rows.RemoveAt(filter.Limit);
        }

        return TypedResults.Ok(new Page<Signal>(
            rows.ConvertAll(row => row.ToSignal()),
            more ? SignalFilter.CursorOf(rows[^1]) : null,
            filter.Total ? await CountAsync(matching, ct) : null));
    }

    private static async Task<Results<Ok<Signal>, ProblemHttpResult>> GetAsync(
        Guid id, SignalsDbContext db, CancellationToken ct) =>
        await db.Signals.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } row
            ? TypedResults.Ok(row.ToSignal()) : SignalProblems.NotFound(id);

    /// <summary>
    /// The stream from a position on, for a service that catches up: graded signals in the order of their commit.
    /// </summary>
    private static async Task<Results<Ok<Page<Signal>>, ProblemHttpResult>> FollowAsync(
        SignalsDbContext db, CancellationToken ct, long after_position = 0, int limit = 100)
    {
        if (after_position < 0 || limit is < 1 or > 1000)
        {
            return SignalProblems.Filter(new Dictionary<string, string[]>
            {
                ["limit"] = ["must be 1 to 1000, and after_position 0 or more"],
            });
        }

        var rows = await db.Signals.AsNoTracking().Where(row => row.Position > after_position)
            .OrderBy(row => row.Position).Take(limit).ToListAsync(ct);
        var next = rows.Count == limit ? rows[^1].Position!.Value.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<Signal>(rows.ConvertAll(row => row.ToSignal()), next, null));
    }

    private static async Task<long?> CountAsync(IQueryable<SignalRow> matching, CancellationToken ct)
    {
        var count = await matching.Take(CountLimit + 1).CountAsync(ct);
        return count > CountLimit ? null : count;
    }
}

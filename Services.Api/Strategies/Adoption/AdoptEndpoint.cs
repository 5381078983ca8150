using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Strategies.Scanning;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Adoption;

/// <summary>Answer to taking over a bot; it is stopped until somebody starts it.</summary>
/// <param name="StrategyId">Of the new strategy.</param>
/// <param name="Status">created.</param>
/// <param name="StrategyClass">As it was named, or the only one in the code.</param>
/// <param name="Database">Whether its trades were taken over.</param>
/// <param name="Dropped">What was not, and why.</param>
/// <param name="Checks">What was done with the code.</param>
/// <param name="Simulated">With the Simulator the trades lie in the folder unread.</param>
internal sealed record BotAdopted(
    int StrategyId, string Status, string StrategyClass, bool Database, IReadOnlyList<Dropped> Dropped,
    IReadOnlyList<string> Checks, bool Simulated);

/// <summary>POST /adopt: a bot that ran elsewhere becomes a strategy.</summary>
internal sealed partial class AdoptEndpoint(
    CodeScan scan, StrategyCreation creation, StrategyChanges changes, IHttpClientFactory clients, ApiDbContext db,
    AuditTrail audit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Map(RouteGroupBuilder group) => group
        .MapPost("/adopt", (HttpRequest http, ClaimsPrincipal caller, AdoptEndpoint adopt, CancellationToken ct,
            string? name = null) => adopt.RunAsync(http, caller, name, ct))
        .RequireAuthorization(Policies.Operator).WithName("AdoptBot")
        .Accepts<IFormFileCollection>("multipart/form-data");

    private async Task<Results<Created<BotAdopted>, ProblemHttpResult>> RunAsync(
        HttpRequest http, ClaimsPrincipal caller, string? name, CancellationToken ct)
    {
        var (bot, unreadable) = await BotUpload.ReadAsync(http, ct);
        if (bot is null) return unreadable!;
        var (result, unscanned) = await scan.RunAsync(bot.Code.Files, ct);
        if (result is null) return unscanned!;
        if (result.Classes.Count == 0 || result.Findings.Any(found => found.Kind != ScanFault.Import))
        {
            return StrategyProblems.BadCode(result);
        }

        var config = bot.Config!;
        var only = result.Classes is [var one] ? one.Name : null;
        var (draft, errors) = StrategyValidation.Read(config.Request with
        {
            StrategyClass = config.Request.StrategyClass ?? only,
            // FreqTrade takes it from the class where the configuration has none.
            Timeframe = config.Request.Timeframe ?? TimeframeIn(bot.Code.Files.Values),
            Name = name ?? config.Request.Name ?? config.Request.StrategyClass ?? only,
            Files = bot.Code.Files.ToDictionary(file => file.Key, file => (string?)file.Value),
        }, present: null);
        if (draft is null) return StrategyProblems.Invalid(errors);

        var origin = new StrategyCreation.Origin(caller.UserId(), null, []);
        var (created, problem) = await creation.RunAsync(draft, start: false, origin, ct, "Taken over from a bot.");
        if (created is null) return problem!;
        if (bot.Database is { } database && !await HandOverAsync(created.StrategyId, database, ct))
        {
            // Without its trades it would be another bot.
            await changes.DeleteAsync(created.StrategyId, CancellationToken.None);
            return StrategyProblems.Unavailable(Neighbours.Supervisor);
        }

        await RecordAsync(created.StrategyId, draft, bot);
        return TypedResults.Created($"/api/v1/strategies/{created.StrategyId}", new BotAdopted(
            created.StrategyId, "created", draft.StrategyClass, bot.Database is not null, config.Dropped,
            result.Checks, result.Simulated));
    }

    // Beside strategy.created: where it comes from. The names of what was dropped, never what they held.
    private async Task RecordAsync(int strategyId, StrategyDraft draft, BotUpload bot)
    {
        var id = strategyId.ToString(CultureInfo.InvariantCulture);
        var after = new { Database = bot.Database is not null, Dropped = bot.Config!.Dropped.Select(one => one.Path) };
        audit.Add(db, AuditActions.StrategyAdopted, new("strategy", id, draft.Name), after: after);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static string? TimeframeIn(IEnumerable<string> texts) =>
        texts.Select(text => Timeframe().Match(text)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    [GeneratedRegex("""^[ \t]+timeframe\s*(?::[^=\n]+)?=\s*["'](\w+)["']""", RegexOptions.Multiline)]
    private static partial Regex Timeframe();

    private async Task<bool> HandOverAsync(int strategyId, IFormFile database, CancellationToken ct)
    {
        using var client = clients.CreateClient(Neighbours.Supervisor);
        client.Timeout = Patience;
        await using var stream = database.OpenReadStream();
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new("application/vnd.sqlite3");
        var path = string.Create(CultureInfo.InvariantCulture, $"/internal/instances/{strategyId}/database");
        try
        {
            using var answer = await client.PutAsync(path, content, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested
            && (fault is OperationCanceledException or InvalidOperationException || TransientFaults.Is(fault)))
        {
            return false;
        }
    }
}

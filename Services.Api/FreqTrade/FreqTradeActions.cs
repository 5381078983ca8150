using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace BtcWatcher.Services.Api.FreqTrade;

/// <summary>What is asked of the versions of FreqTrade, as the audit log tells of it.</summary>
internal sealed record FreqTradeAction(string Name, string? Version);

/// <summary>
/// Passes an action on, and tells the audit log before: the supervisor acts whether or not anybody waits for its
/// answer. What became of it is in its own history.
/// </summary>
internal sealed class FreqTradeActions(FreqTradeDoor door, ApiDbContext db, AuditTrail audit)
{
    private const int LongestText = 200;

    public async Task<Answer> AskAsync(
        HttpContext context, FreqTradeAction action, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        audit.Add(db, action.Name, new("freqtrade", action.Version, "FreqTrade"), after: Facts(body));
        await db.SaveChangesAsync(ct);
        return await door.AskAsync(context, method, path, body, ct);
    }

    // Cut: anything may be there that the supervisor refuses afterwards. Its leading words hold no secrets, its
    // arguments might.
    private static object? Facts(object? body) => body is not InstallFreqTrade install ? null : new
    {
        Command = Short(install.Command?.Split(' ')[0]), Packages = install.Packages?.Take(50).Select(Short),
        Image = Short(install.Image),
    };

    private static string? Short(string? text) => text is null ? null
        : (text.Length > LongestText ? text[..LongestText] : text).Replace('\0', ' ');
}

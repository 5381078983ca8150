using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>Asks the supervisor, who has FreqTrade and keeps foreign code apart.</summary>
internal sealed class CodeScan(Neighbours neighbours, ApiDbContext db, AuditTrail audit)
{
    // The scan before, two programs of a minute each, and some air.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>What the code holds; a problem when nobody could look.</summary>
    public async Task<(ScanResult? Result, ProblemHttpResult? Problem)> RunAsync(
        IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        await RecordAsync(files, ct);
        var answer = await AskAsync("/internal/scan", new ScanRequest { Files = files }, ct);
        if (answer.Status == StatusCodes.Status503ServiceUnavailable) return (null, StrategyProblems.ScanBusy());
        if (!answer.IsSuccess || answer.Body.Deserialize<ScanResult>(MessageJson.Options) is not { } result)
        {
            return (null, StrategyProblems.Unavailable(Neighbours.Supervisor));
        }

        var unavailable = result.Findings.FirstOrDefault(found => found.Kind == ScanFault.Unavailable);
        return unavailable is not null
            ? (null, StrategyProblems.NoFreqTrade(unavailable.Message)) : (result, null);
    }

    /// <summary>What FreqTrade would refuse in the whole configuration; null when nobody answers.</summary>
    public async Task<IReadOnlyList<ConfigFinding>?> CheckConfigAsync(
        StrategyDefinition definition, CancellationToken ct)
    {
        var answer = await AskAsync("/internal/config-check", definition, ct);
        return answer.IsSuccess ? answer.Body.Deserialize<ConfigFinding[]>(MessageJson.Options) : null;
    }

    // Before it is asked: code runs even when nobody waits for the answer any more.
    private async Task RecordAsync(IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        var facts = files.ToDictionary(file => file.Key, file => HashOf(file.Value));
        audit.Add(db, AuditActions.CodeScanned, new("code"), after: new { Sha256 = facts });
        await db.SaveChangesAsync(ct);
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<NeighbourAnswer> AskAsync<T>(string path, T body, CancellationToken ct) => neighbours.AskAsync(
        Neighbours.Supervisor, HttpMethod.Post, path, null, ct,
        (JsonObject)JsonSerializer.SerializeToNode(body, MessageJson.Options)!, Patience);
}

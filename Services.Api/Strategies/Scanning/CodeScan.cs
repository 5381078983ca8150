using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>Asks the supervisor, who has FreqTrade and keeps foreign code apart.</summary>
internal sealed class CodeScan(Neighbours neighbours)
{
    // The scan before, two programs of a minute each, and some air.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>What the code holds; a problem when nobody could look.</summary>
    public async Task<(ScanResult? Result, ProblemHttpResult? Problem)> RunAsync(
        IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
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

    private Task<NeighbourAnswer> AskAsync<T>(string path, T body, CancellationToken ct) => neighbours.AskAsync(
        Neighbours.Supervisor, HttpMethod.Post, path, null, ct,
        (JsonObject)JsonSerializer.SerializeToNode(body, MessageJson.Options)!, Patience);
}

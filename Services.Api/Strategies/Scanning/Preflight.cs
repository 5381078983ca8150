using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>fields: what a person can set; config: FreqTrade's whole configuration; code: the files.</summary>
internal enum ViolationSource { Fields, Config, Code }

/// <summary>One thing that would keep the strategy from running.</summary>
internal sealed record Violation(ViolationSource Source, string Path, string Message, int? Line = null);

/// <summary>The verdict before a start; checks says what was done to come to it.</summary>
internal sealed record PreflightResult(
    bool Ok, IReadOnlyList<Violation> Violations, IReadOnlyList<string> Checks, IReadOnlyList<ScannedClass> Classes);

/// <summary>Judges a strategy without running it: its fields, its whole configuration, its code.</summary>
internal sealed class Preflight(ShippedStrategies shipped, CodeScan scan, ApiDbContext db)
{
    private const string Fields = "fields judged by the rules of creating a strategy";
    private const string Config = "whole configuration judged by the rules of FreqTrade 2025.8";

    /// <summary>A body as of creating a strategy; everything that is wrong with it at once.</summary>
    public async Task<(PreflightResult? Result, ProblemHttpResult? Problem)> JudgeAsync(
        StrategyRequest request, CancellationToken ct)
    {
        var (draft, errors) = StrategyValidation.Read(request, present: null);
        var violations = errors.ByField
            .Select(error => new Violation(ViolationSource.Fields, error.Key, error.Value)).ToList();
        if (draft is not null)
        {
            if (await db.IsNameTakenAsync(draft.Name, except: null, ct))
            {
                violations.Add(new(ViolationSource.Fields, "name", "Another strategy is called so."));
            }

            return await JudgeAsync(shipped.Complete(draft).Define(0, 1, 1), violations, ct);
        }

        // What is wrong elsewhere need not hide what is wrong with the code.
        var files = StrategyFileRules.Read(request.Files, new());
        return errors.Has("files") || files is not { Count: > 0 }
            ? (new(false, violations, [Fields], []), null)
            : await CodeAsync(files, request.StrategyClass, violations, [Fields], ct);
    }

    /// <summary>A version as it is stored.</summary>
    public Task<(PreflightResult? Result, ProblemHttpResult? Problem)> JudgeAsync(
        StrategyDefinition definition, CancellationToken ct) => JudgeAsync(definition, [], ct);

    private async Task<(PreflightResult? Result, ProblemHttpResult? Problem)> JudgeAsync(
        StrategyDefinition definition, List<Violation> violations, CancellationToken ct)
    {
        if (await scan.CheckConfigAsync(definition, ct) is not { } found)
        {
            return (null, StrategyProblems.Unavailable(Neighbours.Supervisor));
        }

        violations.AddRange(found.Select(one => new Violation(ViolationSource.Config, one.Path, one.Message)));
        var name = definition.Profile.StrategyClass;
        if (definition.Files.Count > 0)
        {
            return await CodeAsync(definition.Files, name, violations, [Fields, Config], ct);
        }

        violations.Add(new(ViolationSource.Code, "files", $"There is no code: add the file that defines {name}."));
        return (new(false, violations, [Fields, Config], []), null);
    }

    private async Task<(PreflightResult? Result, ProblemHttpResult? Problem)> CodeAsync(
        IReadOnlyDictionary<string, string> files, string? wanted, List<Violation> violations, string[] checks,
        CancellationToken ct)
    {
        var (result, problem) = await scan.RunAsync(files, ct);
        if (result is null) return (null, problem);
        violations.AddRange(result.Findings.Select(found => new Violation(
            ViolationSource.Code, found.File is null ? "files" : "files." + found.File, found.Message, found.Line)));
        if (wanted is not null && result.Classes.All(one => one.Name != wanted))
        {
            var names = string.Join(", ", result.Classes.Select(one => one.Name));
            violations.Add(new(ViolationSource.Code, "strategy_class",
                $"There is no strategy class {wanted} in the files; there is {(names.Length == 0 ? "none" : names)}."));
        }

        return (new(violations.Count == 0, violations, [.. checks, .. result.Checks], result.Classes), null);
    }
}

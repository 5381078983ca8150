using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Transfer;

/// <summary>Turns an export file into a strategy that can be created, or says what is wrong with it.</summary>
internal static class ImportReader
{
    // A member that would be dropped is a file of another kind or a newer one: nothing may get lost unseen.
    private static readonly JsonSerializerOptions Strict = new(MessageJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static (StrategyDraft? Draft, byte[] Hash, ProblemHttpResult? Problem) Read(byte[] bytes, string? name)
    {
        var hash = SHA256.HashData([.. bytes, .. System.Text.Encoding.UTF8.GetBytes("import:" + name)]);
        var (file, problem) = Parse(bytes);
        if (file is null) return (null, hash, problem);

        var errors = new ValidationErrors();
        errors.Require(file.Format == StrategyExport.FormatName, "format",
            $"This is no exported strategy: its format is {StrategyExport.FormatName}.");
        errors.Require(file.FormatVersion == StrategyExport.NewestFormat, "format_version",
            $"This installation reads version {StrategyExport.NewestFormat}.");
        errors.Require(file.Strategy is not null, "strategy", "The file holds no strategy.");
        if (errors.Any) return (null, hash, StrategyProblems.Invalid(errors));

        var (draft, found) = StrategyValidation.Read(file.Strategy! with { Name = name ?? file.Strategy.Name }, null);
        foreach (var (field, whatToDo) in found.ByField) errors.Add("strategy." + field, whatToDo);
        return draft is null ? (null, hash, StrategyProblems.Invalid(errors)) : (draft, hash, null);
    }

    private static (ImportFile? File, ProblemHttpResult? Problem) Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<ImportFile>(bytes, Strict) is { } file
                ? (file, null) : (null, StrategyProblems.Invalid("file", "Send an exported strategy."));
        }
        catch (JsonException fault) when (UnknownField.In(fault) is { } field)
        {
            return (null, StrategyProblems.Invalid(field, UnknownField.WhatToDo));
        }
        catch (JsonException fault)
        {
            var path = fault.Path is { Length: > 2 } told ? told[2..] : null;
            return (null, path is null
                ? StrategyProblems.Invalid("file", $"This is not JSON, see line {fault.LineNumber + 1}.")
                : StrategyProblems.Invalid(path, "The value has the wrong type."));
        }
    }
}

using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Transfer;

/// <summary>Of what to make a copy, and how to call it; both may be left out.</summary>
internal sealed record CloneRequest(string? Name, int? VersionNumber, string? Note);

/// <summary>A strategy copied within the installation, or as one file out of it and into another.</summary>
internal static partial class TransferEndpoints
{
    public static void MapTransfer(this RouteGroupBuilder group)
    {
        group.MapPost("/{id:int}/clone", CloneAsync).RequireAuthorization(Policies.Operator).WithName("CloneStrategy");
        group.MapGet("/{id:int}/export", ExportAsync).WithName("ExportStrategy");
        group.MapPost("/import", ImportAsync).RequireAuthorization(Policies.Operator).WithName("ImportStrategy")
            .Accepts<StrategyExport>("application/json", "multipart/form-data");
    }

    private static async Task<Results<Created<StrategyCreated>, ProblemHttpResult>> CloneAsync(
        int id, HttpRequest http, ClaimsPrincipal caller, ApiDbContext db, StrategyCreation creation,
        CancellationToken ct, CloneRequest? request = null)
    {
        if (IdempotencyKey.Error(http) is { } error) return error;
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var number = request?.VersionNumber ?? strategy.CurrentVersion;
        if (await StrategyDefinitions.FullAsync(db, id, number, ct) is not { } definition)
        {
            return StrategyProblems.Invalid(
                "version_number", $"Strategy {id} has no version {number}: use 1 to {strategy.CurrentVersion}.");
        }

        var name = request?.Name?.Trim() ?? await db.FreeNameAsync(strategy.Name, ct);
        var errors = new ValidationErrors();
        StrategyValidation.CheckName(name, errors);
        errors.Require(StrategyValidation.IsNote(request?.Note), "note", StrategyValidation.NoteRule);
        if (errors.Any) return StrategyProblems.Invalid(errors);

        var draft = StrategyDraft.From(definition, strategy.Tags) with { Name = name, Label = "v1.0" };
        var note = request?.Note ?? string.Create(
            CultureInfo.InvariantCulture, $"Copy of strategy {id}, {strategy.Name}, version {number}.");
        var origin = new StrategyCreation.Origin(caller.UserId(), IdempotencyKey.Of(http),
            SHA256.HashData(Encoding.UTF8.GetBytes($"clone:{id}:{request}")));
        var (created, problem) = await creation.RunAsync(draft, start: false, origin, ct, note);
        if (created is null) return problem!;
        return TypedResults.Created($"/api/v1/strategies/{created.StrategyId}", created);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        int id, ApiDbContext db, CancellationToken ct, int? version = null)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var number = version ?? strategy.CurrentVersion;
        if (await StrategyDefinitions.FullAsync(db, id, number, ct) is not { } definition)
        {
            return StrategyProblems.NoVersion(id, number, strategy.CurrentVersion);
        }

        var name = NotInFileNames().Replace(definition.Profile.Name, "_").Trim('_');
        return TypedResults.File(StrategyExport.Of(definition, strategy.Tags).ToBytes(), "application/json",
            string.Create(CultureInfo.InvariantCulture, $"strategy-{(name.Length == 0 ? id : name)}-{number}.json"));
    }

    private static async Task<Results<Created<StrategyCreated>, ProblemHttpResult>> ImportAsync(
        HttpRequest http, ClaimsPrincipal caller, StrategyCreation creation, CancellationToken ct, string? name = null)
    {
        if (IdempotencyKey.Error(http) is { } error) return error;
        var (bytes, noFile) = await FileAsync(http, ct);
        if (bytes is null) return noFile!;
        var (draft, hash, invalid) = ImportReader.Read(bytes, name);
        if (draft is null) return invalid!;

        var origin = new StrategyCreation.Origin(caller.UserId(), IdempotencyKey.Of(http), hash);
        var (created, problem) = await creation.RunAsync(draft, start: false, origin, ct, "Imported.");
        if (created is null) return problem!;
        return TypedResults.Created($"/api/v1/strategies/{created.StrategyId}", created);
    }

    private static async Task<(byte[]? Bytes, ProblemHttpResult? Problem)> FileAsync(
        HttpRequest http, CancellationToken ct)
    {
        if (http.HasJsonContentType())
        {
            return (await UploadedFile.ReadAsync(http.Body, http.ContentLength, StrategyBody.MaxBytes, ct), null);
        }

        if (!http.HasFormContentType)
        {
            throw new BadHttpRequestException(
                "Send the file as application/json, or in a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        var (form, problem) = await UploadedFile.FormAsync(http, StrategyBody.MaxBytes, ct);
        if (form is null) return (null, problem);
        if (form.Files is not [var file])
        {
            return (null, StrategyProblems.Invalid("file", "Send exactly one file, as exported."));
        }

        await using var stream = file.OpenReadStream();
        return (await UploadedFile.ReadAsync(stream, file.Length, StrategyBody.MaxBytes, ct), null);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotInFileNames();
}

using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Strategies.Transfer;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>Code as it would be stored, and the strategy classes in it; nothing is stored yet.</summary>
/// <param name="Files">As <c>files</c> of creating or changing a strategy takes them.</param>
/// <param name="Classes">One of them is the <c>strategy_class</c>.</param>
/// <param name="Warnings">Files that could not be loaded, although there are classes in others.</param>
/// <param name="Checks">What was really done with the code.</param>
/// <param name="Simulated">True: no code was run.</param>
/// <param name="Isolated">It ran as a user of its own.</param>
/// <param name="NoNetwork">It could reach no network.</param>
internal sealed record CodeUploaded(
    IReadOnlyDictionary<string, string> Files, IReadOnlyList<ScannedClass> Classes, IReadOnlyList<ScanFinding> Warnings,
    IReadOnlyList<string> Checks, bool Simulated, bool Isolated, bool NoNetwork);

/// <summary>The same as JSON: name to text.</summary>
internal sealed record CodeRequest(IReadOnlyDictionary<string, string?>? Files);

/// <summary>POST /upload: Python files, single or zipped, are looked through for strategy classes.</summary>
internal static class UploadEndpoints
{
    public static void MapUpload(this RouteGroupBuilder group) =>
        group.MapPost("/upload", UploadAsync).RequireAuthorization(Policies.Operator).WithName("UploadCode")
            .Accepts<CodeRequest>("application/json", "multipart/form-data");

    private static async Task<Results<Ok<CodeUploaded>, ProblemHttpResult>> UploadAsync(
        HttpRequest http, CodeScan scan, CancellationToken ct)
    {
        var (upload, unreadable) = await ReadAsync(http, ct);
        if (upload is null) return unreadable!;
        upload.Errors.Require(upload.Errors.Any || upload.Files.Count > 0, "files", "Send at least one .py file.");
        if (upload.Errors.Any) return StrategyProblems.Invalid(upload.Errors);

        var (result, problem) = await scan.RunAsync(upload.Files, ct);
        if (result is null) return problem!;
        var fatal = result.Findings.Where(found => found.Kind != ScanFault.Import).ToList();
        if (fatal.Count > 0 || result.Classes.Count == 0) return StrategyProblems.BadCode(result);
        return TypedResults.Ok(new CodeUploaded(
            upload.Files, result.Classes, result.Findings, result.Checks, result.Simulated, result.Isolated,
            result.NoNetwork));
    }

    private static async Task<CodeRequest?> JsonAsync(HttpRequest http, CancellationToken ct)
    {
        try
        {
            return await http.ReadFromJsonAsync<CodeRequest>(ct);
        }
        catch (JsonException malformed)
        {
            // As for every other body, the field is named.
            throw new BadHttpRequestException(malformed.Message, StatusCodes.Status400BadRequest, malformed);
        }
    }

    private static async Task<(CodeUpload? Upload, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest http, CancellationToken ct)
    {
        var upload = new CodeUpload();
        if (http.HasJsonContentType())
        {
            var request = await JsonAsync(http, ct);
            foreach (var (name, text) in request?.Files ?? new Dictionary<string, string?>()) upload.Add(name, text);
            return (upload, null);
        }

        if (!http.HasFormContentType)
        {
            throw new BadHttpRequestException(
                "Send files in a form, or as application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        var (form, problem) = await UploadedFile.FormAsync(http, StrategyBody.MaxBytes, ct);
        if (form is null) return (null, problem);
        foreach (var file in form.Files) await upload.AddAsync(file, ct);
        return (upload, null);
    }
}

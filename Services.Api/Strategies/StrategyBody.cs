using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Strategies.Transfer;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Reads a strategy's body so that an error names its field, and keeps a hash of what was sent.</summary>
internal sealed partial record StrategyBody(StrategyRequest Request, byte[] Hash)
{
    public const int MaxBytes = 4 * 1024 * 1024;

    public static async Task<(StrategyBody? Body, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                "Send the body as application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        var bytes = await UploadedFile.ReadAsync(request.Body, request.ContentLength, MaxBytes, ct);
        return Parse(bytes);
    }

    /// <summary>What may be anything as a body, or says which field is malformed.</summary>
    public static (StrategyBody? Body, ProblemHttpResult? Problem) Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<StrategyRequest>(bytes, MessageJson.Options) is { } body
                ? (new(body, SHA256.HashData(bytes)), null)
                : (null, StrategyProblems.Invalid("body", "Send an object."));
        }
        catch (JsonException malformed)
        {
            var field = Field().Match(malformed.Path ?? "") is { Success: true } match ? match.Groups[1].Value : "body";
            return (null, StrategyProblems.Invalid(field, field == "body"
                ? $"This is not JSON, see line {malformed.LineNumber + 1}."
                : "The value has the wrong type."));
        }
    }

    [GeneratedRegex(@"\A\$\.([A-Za-z_]+)")]
    private static partial Regex Field();
}

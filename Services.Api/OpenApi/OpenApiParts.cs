using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.OpenApi;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace BtcWatcher.Services.Api.OpenApi;

/// <summary>
/// The services' documents: asked for at most every half minute, and the last good one of each is kept in the data
/// folder, so that a service that is down keeps its part.
/// </summary>
internal sealed class OpenApiParts(
    [FromKeyedServices(ServiceOpenApi.Document)] IOpenApiDocumentProvider own, Neighbours neighbours,
    IOptions<InstallationOptions> installation, TimeProvider clock, ILogger<OpenApiParts> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly (string Service, string Prefix)[] Others =
        [("signals", ""), ("notifications", ""), ("monitoring", ""), ("gateway", "/freqtrade")];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly SemaphoreSlim _turn = new(1);
    private byte[]? _joined;
    private long _joinedAt;

    /// <summary>The joined document as UTF-8 JSON.</summary>
    public async Task<byte[]> JoinedAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_joined is null || clock.GetElapsedTime(_joinedAt) > Fresh)
            {
                var others = await Task.WhenAll(Others.Select(one => PartAsync(one.Service, one.Prefix, ct)));
                _joined = JsonSerializer.SerializeToUtf8Bytes(
                    OpenApiMerge.Join([await OwnAsync(ct), .. others.OfType<OpenApiPart>()]),
                    Indented);
                _joinedAt = clock.GetTimestamp();
            }

            return _joined;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<OpenApiPart> OwnAsync(CancellationToken ct)
    {
        var document = await own.GetOpenApiDocumentAsync(ct);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
        return new("api", JsonNode.Parse(text)!.AsObject());
    }

    private async Task<OpenApiPart?> PartAsync(string service, string prefix, CancellationToken ct)
    {
        var file = Path.Combine(installation.Value.Data, "openapi", service + ".json");
        var answer = await neighbours.AskAsync(
            service, HttpMethod.Get, ServiceOpenApi.Path, null, ct, patience: Patience);
        if (answer is { IsSuccess: true, Body: JsonObject fresh } && fresh["paths"] is JsonObject)
        {
            Keep(file, answer.Text);
            return new(service, fresh, prefix);
        }

        return Kept(file) is { } kept ? new(service, kept, prefix) : null;
    }

    private void Keep(string file, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            // Whole or not at all, also for another process of the api.
            var draft = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(draft, text);
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.OpenApiNotKept(logger, file, fault.Message);
        }
    }

    private static JsonObject? Kept(string file)
    {
        try
        {
            return File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) as JsonObject : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

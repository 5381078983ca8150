using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>A webhook's body as one JSON object, or what is wrong with it. Form fields become its texts.</summary>
internal sealed record WebhookBody(JsonObject? Fields, int Bytes, int Status, string? Fault)
{
    public const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 16;
    private const int MaxFormFields = 200;
    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public static async Task<WebhookBody> ReadAsync(HttpRequest request, CancellationToken ct) =>
        await ReadBytesAsync(request, ct) is { } body ? Parse(request.ContentType, body) : TooLarge;

    /// <returns>The body as it came; null when it is too large.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, ct)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBytes)
            {
                return null;
            }
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    public static WebhookBody Parse(string? contentType, ReadOnlyMemory<byte> body)
    {
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "application/x-www-form-urlencoded" => ParseForm(body),
            "application/json" or "text/plain" or null or "" => ParseJson(body),
            _ => Wrong(415, "Send the body as application/json or application/x-www-form-urlencoded."),
        };
    }

    /// <summary>
    /// A text that should hold a JSON object, such as the payload of the mixin; null when it holds none.
    /// </summary>
    public static JsonObject? ObjectIn(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        var body = ParseJson(System.Text.Encoding.UTF8.GetBytes(text));
        return body.Fields;
    }

    private static WebhookBody TooLarge => Wrong(413, $"The body has more than {MaxBytes} bytes.");

    private static WebhookBody ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Wrong(400, "The body must be a JSON object.");
            }

            return HoldsNul(document.RootElement)
                ? Wrong(400, "The body holds the character U+0000, which cannot be stored.")
                : HoldsHugeNumber(document.RootElement)
                ? Wrong(400, "The body holds a number that is no double, such as 1e99999.")
                : new WebhookBody(JsonObject.Create(document.RootElement.Clone()), body.Length, 200, null);
        }
        catch (JsonException fault)
        {
            return Wrong(400, $"The body is not JSON: {fault.Message}");
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws for half of a surrogate pair and for bytes that are not UTF-8.
            return Wrong(400, "The body holds text that is not Unicode.");
        }
    }

    private static WebhookBody ParseForm(ReadOnlyMemory<byte> body)
    {
        try
        {
            var text = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Span);
            using var reader = new FormReader(text) { ValueCountLimit = MaxFormFields };
            var fields = new JsonObject();
            foreach (var (name, values) in reader.ReadForm())
            {
                if (values.Count > 1 || name.Contains('\0') || values.ToString().Contains('\0'))
                {
                    return Wrong(400, "A form field is given twice, or holds the character U+0000.");
                }

                fields[name] = values.ToString();
            }

            return fields.Count == 0
                ? Wrong(400, "The body is empty.") : new WebhookBody(fields, body.Length, 200, null);
        }
        catch (Exception fault) when (fault is InvalidDataException or System.Text.DecoderFallbackException)
        {
            return Wrong(400, $"The body is not a form: {fault.Message}");
        }
    }

    private static WebhookBody Wrong(int status, string fault) => new(null, 0, status, fault);

    private static bool HoldsNul(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains('\0'),
        JsonValueKind.Array => element.EnumerateArray().Any(HoldsNul),
        JsonValueKind.Object => element.EnumerateObject()
            .Any(field => field.Name.Contains('\0') || HoldsNul(field.Value)),
        _ => false,
    };

    // PostgreSQL stores 1e99999 in a few bytes, and prints a hundred thousand digits at each read.
    private static bool HoldsHugeNumber(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => !element.TryGetDouble(out var number) || !double.IsFinite(number)
            || (number == 0 && element.GetRawText().Split('e', 'E')[0].AsSpan().ContainsAnyInRange('1', '9')),
        JsonValueKind.Array => element.EnumerateArray().Any(HoldsHugeNumber),
        JsonValueKind.Object => element.EnumerateObject().Any(field => HoldsHugeNumber(field.Value)),
        _ => false,
    };
}

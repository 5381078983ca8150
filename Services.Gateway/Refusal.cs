using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BtcWatcher.Services.Gateway;

/// <summary>An answer of the gateway's own, in the shape of FreqTrade's errors: {"detail": "..."}.</summary>
internal sealed record Refusal(int Status, string Detail)
{
    // As FreqTrade writes it: no \u0027 for a quote. It is never part of a page.
    private static readonly ErrorJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Seconds.</summary>
    public int? RetryAfter { get; init; }
    public string? Challenge { get; init; }
    public string? Allow { get; init; }

    public static Refusal TooLarge(int most) => new(413, $"The body is larger than {most} bytes.");

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.Clear();
        response.StatusCode = Status;
        if (RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString();
        if (Challenge is not null) response.Headers.WWWAuthenticate = Challenge;
        if (Allow is not null) response.Headers.Allow = Allow;
        var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(Detail), Json.ErrorBody);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }
}

internal sealed record ErrorBody(string Detail);

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorJson : JsonSerializerContext;

using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>The header by which the same creating request is known again.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>Null when it was not sent.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } key ? key : null;

    public static ProblemHttpResult? Error(HttpRequest request) => Of(request)?.Length > MaxLength
        ? StrategyProblems.Invalid(Header, $"Use at most {MaxLength} characters.") : null;
}

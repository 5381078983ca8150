using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>Errors as RFC 9457 problem details with a stable type that begins with urn:btcwatcher:.</summary>
public static class Problems
{
    public const string Prefix = "urn:btcwatcher:";

    /// <param name="status">The HTTP status.</param>
    /// <param name="type">Stable name without the prefix, such as signals:not_found.</param>
    /// <param name="title">What is wrong, in a few words.</param>
    /// <param name="detail">What to do about it.</param>
    /// <param name="extensions">Further members, snake_case.</param>
    public static ProblemHttpResult Of(
        int status, string type, string title, string detail, IDictionary<string, object?>? extensions = null) =>
        TypedResults.Problem(detail, instance: null, status, title, Prefix + type, extensions);
}

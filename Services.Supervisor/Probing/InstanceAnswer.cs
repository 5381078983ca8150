using System.Text.Json;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>
/// Reads what an instance answered. Its strategy's code can answer anything: what cannot be, was not told.
/// </summary>
internal static class InstanceAnswer
{
    private const int LongestText = 200;
    private static readonly double LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private static readonly double LongestMilliseconds = TimeSpan.FromDays(366).TotalMilliseconds;

    public static string? TextOf(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>The texts of a list, without what is none.</summary>
    public static IEnumerable<string>? TextsOf(this JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(Text).OfType<string>() : null;

    /// <summary>Seconds since 1970; 0 is no time.</summary>
    public static DateTimeOffset? TimeOf(this JsonElement body, string name) =>
        NumberOf(body, name) is { } seconds && seconds >= 1 && seconds <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    public static TimeSpan? MillisecondsOf(this JsonElement body, string name) =>
        NumberOf(body, name) is { } number && number >= 1 && number <= LongestMilliseconds
            ? TimeSpan.FromMilliseconds(number) : null;

    private static double? NumberOf(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number) ? number : null;

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString() is { Length: <= LongestText } text && !text.Any(char.IsControl) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }
}

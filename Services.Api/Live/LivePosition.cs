using System.Globalization;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// A place in a topic. Of signals it is their own position; of the others the id in the topic's Redis stream, a time
/// in milliseconds and a number in it, written as 1763837000000-0.
/// </summary>
internal readonly record struct LivePosition(long Major, long Minor = 0) : IComparable<LivePosition>
{
    public int CompareTo(LivePosition other) =>
        Major == other.Major ? Minor.CompareTo(other.Minor) : Major.CompareTo(other.Major);

    public static bool operator <(LivePosition left, LivePosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LivePosition left, LivePosition right) => left.CompareTo(right) > 0;

    /// <returns>Null when the text is no position.</returns>
    public static LivePosition? Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return TryNumber(dash < 0 ? text : text[..dash], out var major)
            && TryNumber(dash < 0 ? "0" : text[(dash + 1)..], out var minor)
            ? new(major, minor) : null;
    }

    /// <summary>As a stream's id.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}-{Minor}");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

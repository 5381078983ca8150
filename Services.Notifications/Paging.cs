using BtcWatcher.ServiceDefaults.Http;

namespace BtcWatcher.Services.Notifications;

/// <summary>Lists from the newest to the oldest by UUIDv7, which grows with time.</summary>
internal static class Paging
{
    /// <summary>False when the text is not a cursor; null (and true) when there is none.</summary>
    public static bool TryRead(string? after, out Guid? before)
    {
        before = null;
        if (string.IsNullOrEmpty(after)) return true;
        if (!Guid.TryParse(Cursor.Decode(after), out var id)) return false;
        before = id;
        return true;
    }

    /// <param name="rows">One more than the page when there are more.</param>
    public static Page<TView> Page<TRow, TView>(
        List<TRow> rows, int limit, Func<TRow, Guid> id, Func<TRow, TView> view, long? total) => new(
            [.. rows.Take(limit).Select(view)],
            rows.Count > limit ? Cursor.Encode(id(rows[limit - 1]).ToString()) : null,
            total);
}

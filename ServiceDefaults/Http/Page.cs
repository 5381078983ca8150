using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The page.</param>
/// <param name="Next">Cursor for <c>after</c>; null on the last page.</param>
/// <param name="Total">How many there are in all; null when it was asked away.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total);

/// <summary>Keys of a list's last item as an opaque text.</summary>
public static class Cursor
{
    public static string Encode(string key) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(key));

    /// <returns>Null when the text is not a cursor.</returns>
    public static string? Decode(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>Reads an answer that may be of any length.</summary>
internal static class BoundedBody
{
    /// <summary>Null when it is longer than that many bytes; the rest is not read.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int longest, CancellationToken ct)
    {
        if (content.Headers.ContentLength > longest) return null;
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var all = new MemoryStream();
        var buffer = new byte[Math.Min(longest + 1, 16 * 1024)];
        int count;
        while ((count = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (all.Length + count > longest) return null;
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>
/// UUIDv7 whose counter bits (RFC 9562, 6.2 method 1) keep the order of what is made at one moment: lists and digests
/// are read in the order of ids.
/// </summary>
internal static class OrderedId
{
    private const int Counters = 1 << 12;

    /// <param name="at">The moment.</param>
    /// <param name="index">Place among those made at this moment; beyond 4095 it begins again.</param>
    public static Guid Of(DateTimeOffset at, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = Guid.CreateVersion7(at).TryWriteBytes(bytes, bigEndian: true, out _);
        var counter = index % Counters;
        bytes[6] = (byte)(0x70 | (counter >> 8));
        bytes[7] = (byte)counter;
        return new Guid(bytes, bigEndian: true);
    }
}

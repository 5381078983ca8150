using System.Text;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>The lines of a file from its end to its begin, a block at a time.</summary>
internal sealed class BackwardLines(Stream file, long end)
{
    public const int LongestLine = 256 << 10;
    private const int BlockSize = 64 << 10;

    /// <summary>How much was read.</summary>
    public long BytesRead { get; private set; }

    public IEnumerable<string> Read()
    {
        var position = end;
        var carry = Array.Empty<byte>();
        var isEnd = true;
        while (position > 0)
        {
            var size = (int)Math.Min(BlockSize, position);
            position -= size;
            var block = new byte[size + carry.Length];
            file.Seek(position, SeekOrigin.Begin);
            file.ReadExactly(block, 0, size);
            carry.CopyTo(block, size);
            BytesRead += size;
            var stop = block.Length;
            for (var at = size - 1; at >= 0; at--)
            {
                if (block[at] != (byte)'\n') continue;
                // The newline that ends the file begins no line.
                if (!isEnd || at + 1 < stop) yield return Text(block.AsSpan(at + 1, stop - at - 1));
                (stop, isEnd) = (at, false);
            }

            carry = block[..Math.Min(stop, LongestLine)];
        }

        if (carry.Length > 0) yield return Text(carry);
    }

    private static string Text(ReadOnlySpan<byte> line) =>
        Encoding.UTF8.GetString(line.Length > LongestLine ? line[..LongestLine] : line).TrimEnd('\r');
}

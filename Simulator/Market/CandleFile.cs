using System.Buffers.Text;
using System.IO.Compression;

namespace BtcWatcher.Simulator.Market;

/// <summary>
/// A recorded file (<c>open_time_ms,open,high,low,close,volume</c>, gzip), replayed round and round: candle n is row n
/// modulo rows. The file is streamed, only the open decompressor is kept. Throws <see cref="InvalidDataException"/> on
/// a
/// broken file.
/// </summary>
internal sealed class CandleFile : ICandleSource
{
    private readonly string _path;
    private readonly long _rows;
    private readonly byte[] _buffer = new byte[8192];
    private Stream? _stream;
    private int _filled;
    private int _at;
    private long _row;

    public CandleFile(string path)
    {
        _path = path;
        Rewind();
        while (TryLine(out _))
        {
            _rows++;
        }

        if (_rows == 0)
        {
            _stream!.Dispose();
            throw new InvalidDataException($"{path} holds no candles");
        }

        _stream!.Dispose();
        _stream = null;
    }

    public string Describe() => $"recorded candles of {_path} ({_rows} rows)";

    public void Read(long first, long last, MarketClock clock, List<Candle> into)
    {
        for (var candle = first; candle <= last; candle++)
        {
            into.Add(At(candle % _rows) with { OpenMs = clock.OpenMs(candle) });
        }
    }

    private Candle At(long row)
    {
        if (_stream is null || row < _row)
        {
            Rewind();
        }

        ReadOnlySpan<byte> line;
        do
        {
            if (!TryLine(out line))
            {
                throw new InvalidDataException($"{_path} became shorter while it was read");
            }
        }
        while (_row++ < row);

        return Parse(line);
    }

    private Candle Parse(ReadOnlySpan<byte> line)
    {
        Span<double> numbers = stackalloc double[6];
        for (var i = 0; i < 6; i++)
        {
            if (!Utf8Parser.TryParse(line, out double number, out var used))
            {
                throw new InvalidDataException($"{_path}: row {_row} is not a candle");
            }

            numbers[i] = number;
            line = line[Math.Min(used + 1, line.Length)..];
        }

        return new Candle((long)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    private void Rewind()
    {
        _stream?.Dispose();
        var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
        _stream = new GZipStream(file, CompressionMode.Decompress);
        (_filled, _at, _row) = (0, 0, 0);
        TryLine(out _); // The header.
    }

    private bool TryLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_at, _filled - _at).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_at, length);
                _at += length + 1;
                return true;
            }

            _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
            (_filled, _at) = (_filled - _at, 0);
            var read = _stream!.Read(_buffer, _filled, _buffer.Length - _filled);
            if (read == 0)
            {
                line = _buffer.AsSpan(0, _filled);
                (_at, _filled) = (0, 0);
                return line.Length > 0;
            }

            _filled += read;
        }
    }

    public void Dispose() => _stream?.Dispose();
}

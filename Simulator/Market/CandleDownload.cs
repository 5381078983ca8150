using System.IO.Compression;
using System.Text;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Market;

/// <summary>
/// Fetches 3000 public 5-minute candles once into a file that all instances of this data folder share. Gives up after
/// two seconds, and does not ask again for an hour, so that starts stay quick without a network.
/// </summary>
internal sealed class CandleDownload(Uri exchange, PythonLog log, TimeProvider clock)
{
    private const int Batches = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<bool> TryAsync(string pair, string path, CancellationToken ct)
    {
        var refused = Path.Combine(Path.GetDirectoryName(path)!, ".unreachable");
        if (File.Exists(refused) && clock.GetUtcNow() - File.GetLastWriteTimeUtc(refused) < TimeSpan.FromHours(1))
        {
            return false;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            var rows = await FetchAsync(pair.Replace("/", "", StringComparison.Ordinal), limit.Token);
            Save(rows, path);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested
            && e is HttpRequestException or OperationCanceledException or IOException or System.Text.Json.JsonException
                or UnauthorizedAccessException or InvalidDataException)
        {
            log.Warning("simulator.market", $"No candles of {pair} from {exchange.Host}: {e.Message}");
            Remember(refused);
            return false;
        }
    }

    private async Task<List<string>> FetchAsync(string symbol, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = exchange, Timeout = Timeout.InfiniteTimeSpan };
        var rows = new List<string>();
        var until = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < Batches; i++)
        {
            var uri = $"api/v3/klines?symbol={symbol}&interval=5m&limit=1000&endTime={until - 300_000}";
            var body = await http.GetByteArrayAsync(new Uri(uri, UriKind.Relative), ct);
            var batch = (PyJson.Read(body) as List<object?> ?? throw new InvalidDataException("not a list of candles"))
                .OfType<List<object?>>().Where(row => row.Count > 5).ToList();
            if (batch.Count == 0)
            {
                break;
            }

            rows.InsertRange(0, batch.Select(row => string.Join(',', row.Take(6).Select(PyText.Str))));
            until = (long)batch[0][0]!;
        }

        return rows.Count > 0 ? rows : throw new InvalidDataException("no candles");
    }

    private static void Save(List<string> rows, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var gzip = new GZipStream(File.Create(temporary), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes("open_time_ms,open,high,low,close,volume\n" + string.Join('\n', rows)
                + "\n"));
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Remember(string refused)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(refused)!);
            File.WriteAllText(refused, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only a shortcut: without it the next start asks again.
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BtcWatcher.Bench.Gateway;

/// <summary>Debian's wrk, which asks all routes in turn over kept connections.</summary>
internal static partial class Wrk
{
    private const int Connections = 64;

    /// <summary>Until the hot path is compiled for good; only some of the routes are there yet.</summary>
    public static Task WarmUpAsync(int port, string token) =>
        RunAsync(port, token, TimeSpan.FromSeconds(4), routes: 9);

    /// <returns>Requests a second.</returns>
    /// <exception cref="InvalidOperationException">Not every answer was 200.</exception>
    public static async Task<double> RunAsync(
        int port, string token, TimeSpan length, int routes = BenchOptions.Routes - 1)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(token, routes));
            using var wrk = Process.Start(new ProcessStartInfo("wrk")
            {
                ArgumentList =
                {
                    "-t1", $"-c{Connections}", string.Create(CultureInfo.InvariantCulture, $"-d{length.TotalSeconds}s"),
                    "-s", script, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
                },
                RedirectStandardOutput = true,
            })!;
            var output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            if (output.Contains("Non-2xx", StringComparison.Ordinal)
                || output.Contains("Socket errors", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(output);
            }

            return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Script(string token, int routes) => $$"""
        local requests, next = {}, 0
        init = function()
            local headers = { ["Authorization"] = "Bearer {{token}}" }
            for id = 1, {{routes}} do
                requests[id] = wrk.format("GET", "/api/strategy/" .. id .. "/api/v1/version", headers)
            end
        end
        request = function()
            next = next % {{routes}} + 1
            return requests[next]
        end
        """;

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();
}

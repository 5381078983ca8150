using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway;

/// <summary>Section Gateway of the configuration. A value out of its range stops the start.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Origins of browser pages (FreqUI) that may call the gateway, such as http://127.0.0.1:3000.</summary>
    public string[] CorsOrigins { get; init; } = [];

    /// <summary>How often the table of routes is compared with the supervisor's.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ComparisonInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an event may be on its way before a difference that nobody told counts as a drift.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DriftGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait after a failed fetch of the table.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan FetchRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For ping, version, count and the like.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ShortTimeout { get; init; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan NormalTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For calls that ask the exchange or read much: status, balance, candles, forced entries.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LongTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Wait before a GET whose connection failed is tried once more: a reload refuses for about 0.2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan ConnectRetryDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    [Range(1, 64)]
    public int ConnectionsPerInstance { get; init; } = 16;

    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 256 * 1024;

    /// <summary>How long a verified password is remembered.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan SignInMemory { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an answer to a reading serves others who ask the same; 0 also ends asking once for all who wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ShareFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Calls a second of one user to one instance; 0 for any number.</summary>
    [Range(0, 10_000)]
    public int CallsPerSecond { get; init; }

    /// <summary>How many of them may come at once after a quiet time: a page load of FreqUI is 15 calls.</summary>
    [Range(1, 100_000)]
    public int CallBurst { get; init; } = 100;

    /// <summary>How many instances a status round asks at once: so many may hang without delaying the others.</summary>
    [Range(1, 1024)]
    public int StatusParallelism { get; init; } = 256;

    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan StatusInstanceTimeout { get; init; } = TimeSpan.FromSeconds(3);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan StatusDeadline { get; init; } = TimeSpan.FromSeconds(8);
}

internal sealed class GatewayOptionsRules : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var wrong = options.CorsOrigins.Where(origin => !IsOrigin(origin)).ToArray();
        return wrong.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Gateway:CorsOrigins: '{string.Join("', '", wrong)}' is not an origin such as http://127.0.0.1:3000.");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}

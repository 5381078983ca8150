using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace BtcWatcher.Services.Api.Live;

/// <summary>An event as the stream has it; without data it only marks where the stream begins.</summary>
internal sealed record StreamItem(LivePosition Position, string Key, LiveTags Tags, byte[]? Data);

/// <summary>The topics' streams in Redis. The api works without it, only positions are missing then.</summary>
internal sealed class LiveRedis(IConfiguration configuration, IOptions<LiveOptions> options) : IDisposable
{
    // KEYS: the stream. ARGV: prefix of marks, length, last id read or empty, then key and body of each draft. The
    // first entry marks the beginning, so that a position is there before the first event is.
    private const string Script = """
        if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('XADD', KEYS[1], '*', 'k', '', 'b', '') end
        for i = 4, #ARGV, 2 do
          if redis.call('SET', ARGV[1] .. ARGV[i], '1', 'NX', 'EX', 300) then
            redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*', 'k', ARGV[i], 'b', ARGV[i + 1])
          end
        end
        if ARGV[3] == '' then return redis.call('XRANGE', KEYS[1], '-', '+') end
        return redis.call('XRANGE', KEYS[1], '(' .. ARGV[3], '+')
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private ConnectionMultiplexer? _connection;

    /// <returns>What is in the stream after the last one read; null when no Redis is configured.</returns>
    public async Task<IReadOnlyList<StreamItem>?> ExchangeAsync(
        LiveTopic topic, IReadOnlyList<LiveDraft> drafts, LivePosition? last, int length, CancellationToken ct)
    {
        if (configuration.GetConnectionString("redis") is not { Length: > 0 } address) return null;
        _connection ??= await ConnectAsync(address).WaitAsync(ct);
        var stream = $"{options.Value.Streams}:{LiveTopics.NameOf(topic)}";
        var values = new List<RedisValue> { $"{stream}:", length, last?.ToString() ?? "" };
        foreach (var draft in drafts)
        {
            values.Add(draft.Key);
            values.Add(JsonSerializer.SerializeToUtf8Bytes(Body.Of(draft), MessageJson.Options));
        }

        var answer = await _connection.GetDatabase()
            .ScriptEvaluateAsync(Script, [stream], [.. values]).WaitAsync(Patience, ct);
        return [.. ((RedisResult[])answer!).Select(Read)];
    }

    public void Dispose() => _connection?.Dispose();

    private static Task<ConnectionMultiplexer> ConnectAsync(string address)
    {
        var parsed = ConfigurationOptions.Parse(address);
        parsed.AbortOnConnectFail = false;
        return ConnectionMultiplexer.ConnectAsync(parsed);
    }

    // An entry is its id and its fields with their values: k, the key, b, the body.
    private static StreamItem Read(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        var fields = (RedisValue[])parts[1]!;
        var position = LivePosition.Parse((string)parts[0]!)!.Value;
        var body = (byte[])fields[3]!;
        if (body.Length == 0) return new(position, "", default, null);
        var read = JsonSerializer.Deserialize<Body>(body, MessageJson.Options)!;
        return new(
            position, (string)fields[1]!, new(read.S, read.P, read.L), JsonSerializer.SerializeToUtf8Bytes(read.D));
    }

    private sealed record Body(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? S,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? P,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? L,
        JsonElement D)
    {
        public static Body Of(LiveDraft draft) => new(
            draft.Tags.StrategyId, draft.Tags.Pair, draft.Tags.Level,
            JsonSerializer.Deserialize<JsonElement>(draft.Data));
    }
}

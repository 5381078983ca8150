using System.Collections.Concurrent;
using BtcWatcher.Services.Gateway.Paths;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// Identical readings of one instance are asked once: those that come while one is under way, and for a moment after
/// it. An instance sees the gateway's credentials whoever calls, so its answer is the same for all who may read; each
/// caller's right was checked before. Whatever changes an instance through the gateway begins a new set of answers.
/// </summary>
internal sealed class SharedAnswers(
    Upstream upstream, IOptions<GatewayOptions> options, GatewayMetrics metrics, TimeProvider clock)
{
    private const int LongestBody = 512 * 1024;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<Key, SharedCall> _calls = new();
    private long _kept;

    public bool Serves(HttpRequest request, FreqTradeCall call) =>
        call.IsShared && options.Value.ShareFor > TimeSpan.Zero && HttpMethods.IsGet(request.Method)
        && request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0;

    /// <summary>Its Body is null when it is too long: the caller has to ask alone.</summary>
    public async Task<SharedAnswer> GetAsync(
        InstanceTarget target, FreqTradeCall call, Uri uri, CancellationToken ct)
    {
        var key = new Key(target, target.Changes, uri.OriginalString);
        while (true)
        {
            var shared = _calls.GetOrAdd(
                key, static (key, self) => new SharedCall(ct => self.Item1.AskAsync(key, self.call, ct)), (this, call));
            if (!shared.TryJoin(out var answer, out var isFirst))
            {
                _calls.TryRemove(new(key, shared));
                continue;
            }

            if (isFirst) _ = KeepAsync(key, shared, answer);
            else metrics.AnswerShared();
            try
            {
                return await answer.WaitAsync(ct);
            }
            finally
            {
                shared.Leave();
            }
        }
    }

    private async Task<SharedAnswer> AskAsync(Key key, FreqTradeCall call, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(upstream.LongestWait(call.Patience), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, InstanceTarget.UriOf(key.Address));
        request.Headers.Authorization = key.Target.Authorization;
        using var answer = await upstream.Calls.SendAsync(request, either.Token);
        var body = await BoundedBody.ReadAsync(answer.Content, LongestBody, either.Token);
        return new((int)answer.StatusCode, HeadersOf(answer), body);
    }

    // For a moment, so that many browsers are one; never an error, and never more than memory allows.
    private async Task KeepAsync(Key key, SharedCall shared, Task<SharedAnswer> asking)
    {
        try
        {
            var answer = await asking;
            if (answer is { Status: 200, Body: { } body } && Interlocked.Read(ref _kept) < MostBytes)
            {
                Interlocked.Add(ref _kept, body.Length);
                await Task.Delay(options.Value.ShareFor, clock);
                Interlocked.Add(ref _kept, -body.Length);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // Those who wait for it get it.
        }
        finally
        {
            _calls.TryRemove(new(key, shared));
            shared.Dispose();
        }
    }

    private static List<KeyValuePair<string, StringValues>> HeadersOf(HttpResponseMessage answer) =>
        [.. answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .Where(header => !AnswerHeaders.AreDropped(header.Key))
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])))];

    private sealed record Key(InstanceTarget Target, long Changes, string Address);
}

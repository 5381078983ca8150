using System.Threading.Channels;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// Puts signals in the order of their positions, without gap or double: what the broker brings twice or too early is
/// left out, what it did not bring is read from Signals. Positions have gaps of their own (repeated messages), so a gap
/// is only a reason to ask.
/// </summary>
internal sealed class SignalFollower(
    LiveHub hub, IHttpClientFactory clients, IOptions<LiveOptions> options, ILogger<SignalFollower> logger)
    : BackgroundService
{
    private const string Signals = "signals";
    private const int PageSize = 500;
    private const int Attempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private readonly Channel<SignalsRecorded> _heard = Channel.CreateBounded<SignalsRecorded>(
        new BoundedChannelOptions(1000) { SingleReader = true });

    private readonly SemaphoreSlim _turn = new(1);

    public ValueTask HearAsync(SignalsRecorded batch, CancellationToken ct) => _heard.Writer.WriteAsync(batch, ct);

    /// <summary>Reads what Signals has committed and the broker has not brought yet.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (Head is null) await BeginAsync(ct);
            if (Head is { } head) await ReadUpAsync(head, long.MaxValue, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>The signals after a position, in commit order; null when Signals does not answer.</returns>
    public Task<IReadOnlyList<Signal>?> ReadAsync(long after, int limit, CancellationToken ct) =>
        AskAsync<Page<Signal>, IReadOnlyList<Signal>>(
            $"/internal/signals?after_position={after}&limit={limit}", page => page.Items, ct);

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RefreshAsync(stoppingToken);
        while (true)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            quiet.CancelAfter(Quiet);
            SignalsRecorded? batch = null;
            try
            {
                batch = await _heard.Reader.ReadAsync(quiet.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // The broker may have lost what it was told while this process was cut off.
            }

            if (batch is null) await RefreshAsync(stoppingToken);
            else await TakeAsync(batch, stoppingToken);
        }
    }

    private LivePosition? Head => hub.Log(LiveTopic.Signals).Head;

    private async Task TakeAsync(SignalsRecorded batch, CancellationToken ct)
    {
        if (batch.Signals.Count == 0) return;
        await _turn.WaitAsync(ct);
        try
        {
            var first = batch.Signals[0].Position;
            if (Head is not { } head) hub.Log(LiveTopic.Signals).Begin(new(first - 1));
            else if (first > head.Major + 1) await FillAsync(head, first, ct);
            Show(batch.Signals);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task FillAsync(LivePosition head, long until, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await ReadUpAsync(head, until, ct)) return;
            if (attempt < Attempts) await Task.Delay(Pause, ct);
        }

        // Rather with a gap that is told than not at all.
        Log.SignalsMissing(logger, head.Major, until);
        var place = new LivePosition(until - 1);
        hub.Log(LiveTopic.Signals).Begin(place);
        hub.Publish(new(
            LiveTopic.Signals, null, default, LiveMessages.Resync(LiveTopic.Signals, place), ForAll: true));
    }

    private async Task BeginAsync(CancellationToken ct)
    {
        var head = await AskAsync<StreamHead, StreamHead>("/internal/signals/position", it => it, ct);
        if (head is not null && Head is null) hub.Log(LiveTopic.Signals).Begin(new(head.Position));
    }

    private async Task<bool> ReadUpAsync(LivePosition head, long until, CancellationToken ct)
    {
        while (head.Major < until - 1)
        {
            if (await ReadAsync(head.Major, PageSize, ct) is not { } page) return false;
            Show(page);
            if (page.Count < PageSize) return true;
            head = new(page[^1].Position);
        }

        return true;
    }

    private void Show(IReadOnlyList<Signal> signals)
    {
        foreach (var signal in signals)
        {
            if (signal.Position > (Head?.Major ?? 0)) hub.Publish(LiveFeed.Entry(signal));
        }
    }

    private async Task<TResult?> AskAsync<TAnswer, TResult>(
        string path, Func<TAnswer, TResult> read, CancellationToken ct)
        where TResult : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.AskTimeout);
        try
        {
            using var client = clients.CreateClient(Signals);
            return await client.GetFromJsonAsync<TAnswer>(path, MessageJson.Options, limit.Token) is { } answer
                ? read(answer) : null;
        }
        catch (Exception fault) when (
            (fault is InvalidOperationException or System.Text.Json.JsonException or HttpRequestException
                || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            Log.NeighbourSilent(logger, Signals, fault.Message);
            return null;
        }
    }

    private sealed record StreamHead(long Position);
}

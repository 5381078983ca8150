using System.Diagnostics;
using System.Threading.Channels;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Signals.Model;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.Services.Signals.Recording;

internal enum RecordOutcome { Stored, Repeated, Refused, Unavailable }

/// <summary>What became of one signal. Id is that of the stored row, also when it was there already.</summary>
internal sealed record RecordResult(RecordOutcome Outcome, Guid? Id = null, string? Fault = null);

/// <summary>
/// Group commit: requests wait in a bounded queue, one writer takes what waits (at most a batch) into one transaction.
/// A batch never depends on its clients: they may leave. While PostgreSQL is away a batch is tried again for a moment;
/// that is safe after a commit whose result is unknown too, since every row has its business key.
/// </summary>
internal sealed class SignalRecorder : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private readonly Channel<Waiting> _queue;
    private readonly BatchWriter _writer;
    private readonly SignalsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<SignalRecorder> _logger;
    private long _queuedBytes;

    public SignalRecorder(
        BatchWriter writer, IOptions<SignalsOptions> options, TimeProvider clock, ILogger<SignalRecorder> logger)
    {
        (_writer, _options, _clock, _logger) = (writer, options.Value, clock, logger);
        _queue = Channel.CreateBounded<Waiting>(
            new BoundedChannelOptions(_options.QueueLimit) { SingleReader = true });
        Telemetry.Meter.CreateObservableGauge(
            "btcwatcher.signals.queue", () => _queue.Reader.Count, "{signal}", "Signals that wait for their commit.");
    }

    /// <summary>
    /// Puts a signal in line. Null when the line is too long (or the service stops): the caller answers 503.
    /// </summary>
    public Task<RecordResult>? TryRecord(SignalRow row, int bytes)
    {
        if (Interlocked.Add(ref _queuedBytes, bytes) <= _options.QueueBytes)
        {
            var waiting = new Waiting(row, bytes, Activity.Current?.Context ?? default);
            if (_queue.Writer.TryWrite(waiting))
            {
                return waiting.Done.Task;
            }
        }

        Interlocked.Add(ref _queuedBytes, -bytes);
        SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "overload"));
        return null;
    }

    /// <summary>What was accepted is still written when the service stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(_options.BatchSize);
        // Not the stopping token: StopAsync closes the queue, and the loop ends when it is empty.
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < _options.BatchSize && _queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await RecordAsync(batch);
            Interlocked.Add(ref _queuedBytes, -batch.Sum(waiting => (long)waiting.Bytes));
        }
    }

    private async Task RecordAsync(List<Waiting> batch)
    {
        var began = _clock.GetTimestamp();
        var links = batch.Skip(1).Where(one => one.Cause != default).Select(one => new ActivityLink(one.Cause));
        using var activity = Telemetry.Source.StartActivity(
            "record signals", ActivityKind.Internal, batch[0].Cause, links: links);
        activity?.SetTag("btcwatcher.batch.size", batch.Count);
        try
        {
            await WriteAsync(batch, began);
        }
        catch (Exception fault)
        {
            // Not of the database: a fault of ours, which each waiting request shows and logs as its own.
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            batch.ForEach(waiting => waiting.Done.TrySetException(fault));
        }

        SignalMetrics.BatchSize.Record(batch.Count);
        SignalMetrics.CommitSeconds.Record(_clock.GetElapsedTime(began).TotalSeconds);
    }

    private async Task WriteAsync(List<Waiting> batch, long began)
    {
        while (true)
        {
            try
            {
                var rows = batch.ConvertAll(waiting => waiting.Row);
                var results = await _writer.WriteAsync(rows, CancellationToken.None);
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Done.TrySetResult(results[i]);
                }

                return;
            }
            catch (PostgresException fault) when (IsRefusal(fault))
            {
                await IsolateAsync(batch, fault, began);
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                Log.CommitFailed(_logger, batch.Count, fault.Message);
                if (_clock.GetElapsedTime(began) >= _options.CommitPatience)
                {
                    batch.ForEach(waiting => waiting.Done.TrySetResult(new RecordResult(RecordOutcome.Unavailable)));
                    return;
                }

                await Task.Delay(RetryDelay, _clock);
            }
        }
    }

    // One row that PostgreSQL refuses must not take the others with it: halve until it is alone.
    private async Task IsolateAsync(List<Waiting> batch, PostgresException fault, long began)
    {
        if (batch.Count == 1)
        {
            Log.SignalRefused(_logger, batch[0].Row.StrategyId, fault.SqlState, fault.MessageText);
            SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "database"));
            batch[0].Done.TrySetResult(new RecordResult(RecordOutcome.Refused, Fault: fault.MessageText));
            return;
        }

        var half = batch.Count / 2;
        await WriteAsync(batch.GetRange(0, half), began);
        await WriteAsync(batch.GetRange(half, batch.Count - half), began);
    }

    /// <summary>Classes of SQLSTATE that blame the row: data, constraint, limit.</summary>
    private static bool IsRefusal(PostgresException fault) => fault.SqlState[..2] is "22" or "23" or "54";

    private sealed record Waiting(SignalRow Row, int Bytes, ActivityContext Cause)
    {
        public TaskCompletionSource<RecordResult> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

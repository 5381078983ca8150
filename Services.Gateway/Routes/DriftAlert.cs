using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>
/// Tells people that routes differed without an event, and when comparisons have been clean again. The gateway has no
/// database: what the broker does not take is told again with the next comparison.
/// </summary>
internal sealed class DriftAlert(
    IBus bus, IOptions<InstallationOptions> installation, TimeProvider clock, ILogger<DriftAlert> logger)
{
    public const string Key = "gateway:routes:drift";
    private const int CleanEnough = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private AlertRaised? _raised;
    private Task _telling = Task.CompletedTask;
    private bool _told; // Nothing yet: an alert of the process before this one has to be resolved.
    private int _clean;

    public void Found(IReadOnlyList<int> strategies, CancellationToken ct)
    {
        var some = string.Join(", ", strategies.Take(20)) + (strategies.Count > 20 ? ", ..." : "");
        _raised = new AlertRaised
        {
            Key = Key,
            Severity = AlertSeverity.Warning,
            TitleEn = "The gateway's routes differed from the supervisor's",
            TitleZh = "网关路由曾与实际不一致，已自动修复",
            Detail = $"Repaired for strategies {some}. No event had told of it: look at the broker and its log.",
            At = clock.GetUtcNow(),
            Simulated = installation.Value.Simulated,
        };
        (_told, _clean) = (false, 0);
        Tell(ct);
    }

    public void None(CancellationToken ct)
    {
        if (_raised is not null && _told && ++_clean >= CleanEnough) (_raised, _told) = (null, false);
        Tell(ct);
    }

    // Beside the comparisons: without the broker it waits.
    private void Tell(CancellationToken ct)
    {
        if (!_told && _telling.IsCompleted) _telling = TellAsync(_raised, ct);
    }

    private async Task TellAsync(AlertRaised? raised, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            if (raised is not null) await bus.Publish(raised, limit.Token);
            else await bus.Publish(new AlertResolved { Key = Key, At = clock.GetUtcNow() }, limit.Token);
            _told = ReferenceEquals(raised, _raised);
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && !ct.IsCancellationRequested)
        {
            Log.AlertDelayed(logger, fault.Message);
        }
    }
}

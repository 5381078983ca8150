namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>Wakes the delivery loop of this process; many calls before it looks count as one.</summary>
internal sealed class DeliveryWake : IDisposable
{
    private readonly SemaphoreSlim _set = new(0);

    public void Set()
    {
        if (_set.CurrentCount == 0) _set.Release();
    }

    /// <summary>Returns when woken or after the given time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        await _set.WaitAsync(atMost, ct);
        while (_set.Wait(0, ct))
        {
            // Calls that came at the same moment are one.
        }
    }

    public void Dispose() => _set.Dispose();
}

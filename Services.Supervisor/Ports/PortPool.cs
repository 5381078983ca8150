namespace BtcWatcher.Services.Supervisor.Ports;

/// <summary>
/// The ports of instances: strategies lease the first 999, preferring the one of their id; the last is the canary's.
/// The lease is stored with the start that needs it; this is its index in memory.
/// </summary>
internal sealed class PortPool(int portBase, Func<int, bool> isFree)
{
    public const int Size = 999;
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _free = [.. Enumerable.Range(portBase, Size)];

    public int First => portBase;

    /// <summary>The one port that no strategy leases: a canary's start is tried on it.</summary>
    public int Canary => portBase + Size;

    public int Available
    {
        get
        {
            lock (_lock) return _free.Count;
        }
    }

    /// <summary>
    /// Takes the strategy's own port, or else the smallest that is free and can be listened on; null when there is
    /// none.
    /// </summary>
    public int? Lease(int strategyId)
    {
        lock (_lock)
        {
            var preferred = portBase + strategyId - 1;
            if (TryTake(preferred)) return preferred;
            foreach (var port in _free)
            {
                if (port != preferred && isFree(port))
                {
                    _free.Remove(port);
                    return port;
                }
            }

            return null;
        }
    }

    /// <summary>Takes a port that a stored start holds already.</summary>
    public void Restore(int port)
    {
        lock (_lock) _free.Remove(port);
    }

    public void GiveBack(int port)
    {
        lock (_lock)
        {
            if (port >= portBase && port < portBase + Size) _free.Add(port);
        }
    }

    private bool TryTake(int port)
    {
        if (!_free.Contains(port) || !isFree(port)) return false;
        _free.Remove(port);
        return true;
    }
}

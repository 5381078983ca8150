namespace BtcWatcher.Services.Supervisor.Starting;

internal enum Resource { Ports, Memory, Descriptors, Tasks }

/// <summary>What is left of one resource, and what one more instance takes of it.</summary>
/// <param name="Resource">Memory in bytes; tasks are processes and threads.</param>
/// <param name="Free">What may still be taken.</param>
/// <param name="Each">What one instance takes.</param>
/// <param name="Limit">What sets the limit, such as kernel.pid_max.</param>
internal sealed record ResourceRoom(Resource Resource, long Free, long Each, string Limit)
{
    /// <summary>How many more instances it holds.</summary>
    public long Fits => Math.Max(Free, 0) / Math.Max(Each, 1);
}

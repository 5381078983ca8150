using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>
/// An instance that uses more memory than it may during two looks in a row is ended. One look alone may meet a peak
/// that passes; an address-space limit would not do, since numpy maps far more than it uses.
/// </summary>
internal static class MemoryRule
{
    private const int LooksAllowed = 1;
    private const long Mebibyte = 1 << 20;

    /// <param name="probe">With the resident memory.</param>
    /// <param name="before">The probe before it; null for the first.</param>
    /// <param name="limitMb">Null for none.</param>
    /// <param name="proportional">Asked when the resident memory, which counts shared pages whole, is above.</param>
    public static InstanceProbe Judge(
        InstanceProbe probe, InstanceProbe? before, int? limitMb, Func<long?> proportional)
    {
        if (limitMb is not { } limit || probe.MemoryBytes is not { } resident) return probe;
        if (resident <= limit * Mebibyte) return probe;
        if ((proportional() ?? resident) is var used && used <= limit * Mebibyte) return probe;

        var looks = (before?.LooksAboveLimit ?? 0) + 1;
        var text = $"it uses {used / Mebibyte} MiB of memory, allowed are {limit} MiB (limits.memory_mb)";
        return looks > LooksAllowed && probe.Fault is null
            ? probe with { LooksAboveLimit = looks, Fault = new(FailureCause.MemoryLimit, text) }
            : probe with { LooksAboveLimit = looks, Remark = probe.Remark ?? text };
    }
}

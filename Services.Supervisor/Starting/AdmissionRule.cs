namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// How many instances may be starting at once: each is seconds of processor time and a burst of requests (facts 5.5).
/// </summary>
/// <param name="Most">At most so many.</param>
/// <param name="WatchesMemory">False: the number alone counts, as it was set by a person.</param>
internal sealed record AdmissionRule(int Most, bool WatchesMemory)
{
    private const int PerCore = 4;

    /// <param name="cores">Of the machine.</param>
    /// <param name="configured">0: by cores and memory.</param>
    public static AdmissionRule Of(int cores, int configured) =>
        configured > 0 ? new(configured, false) : new(PerCore * cores, true);

    /// <param name="starting">That many are starting.</param>
    /// <param name="memoryFits">That many more hold when all that are starting have what they need.</param>
    public bool Admits(int starting, long memoryFits) =>
        // With nothing else starting, whether there is room is for the capacity rule to say.
        starting < Most && (starting == 0 || !WatchesMemory || memoryFits > 0);
}

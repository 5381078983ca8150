using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Readiness;

/// <summary>
/// Bounds how often starting instances are looked at all together: with hundreds of them, each is looked at more rarely,
/// so that the looking takes nothing from their starts.
/// </summary>
internal sealed class LookPace(TimeProvider clock)
{
    private const int PerSecond = 200;
    private readonly Lock _lock = new();
    private DateTimeOffset _next;

    /// <summary>How long to wait for the next look.</summary>
    public TimeSpan Next(TimeSpan atLeast)
    {
        var now = clock.Steady();
        lock (_lock)
        {
            var free = _next + TimeSpan.FromSeconds(1.0 / PerSecond);
            _next = free > now ? free : now;
            return _next - now > atLeast ? _next - now : atLeast;
        }
    }
}

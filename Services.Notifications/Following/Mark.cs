namespace BtcWatcher.Services.Notifications.Following;

/// <summary>
/// A number that outlives the process: how far the signals are read, that the demo inbox was given once.
/// </summary>
internal sealed class Mark
{
    public const string SignalsPosition = "signals_position";
    public const string DemoInbox = "demo_inbox";

    public required string Name { get; init; }
    public required long Value { get; set; }
}

namespace BtcWatcher.Simulator.Running;

/// <summary>FreqTrade's states.</summary>
internal enum BotState
{
    Stopped,
    Running,
    Paused,
    ReloadConfig,
}

/// <summary>The rules of start, stop, pause and reload (facts 3.5): the answer's text and the next state.</summary>
internal static class BotTransitions
{
    public static (string Answer, BotState Next) Start(BotState state) => state == BotState.Running
        ? ("already running", state)
        : ("starting trader ...", BotState.Running);

    public static (string Answer, BotState Next) Stop(BotState state) => state is BotState.Running or BotState.Paused
        ? ("stopping trader ...", BotState.Stopped)
        : ("already stopped", state);

    public static (string Answer, BotState Next) Pause(BotState state) => state == BotState.Stopped
        ? ("starting bot with trader in paused state, no entries will occur. Run /start to enable entries.",
            BotState.Paused)
        : ("paused, no more entries will occur from now. Run /start to enable entries.", BotState.Paused);

    public static (string Answer, BotState Next) Reload(BotState state) =>
        ("Reloading config ...", BotState.ReloadConfig);

    /// <summary>As show_config spells it.</summary>
    public static string Name(this BotState state) => state switch
    {
        BotState.Running => "running",
        BotState.Paused => "paused",
        BotState.ReloadConfig => "reload_config",
        _ => "stopped",
    };

    public static BotState Initial(string name) => name switch
    {
        "running" => BotState.Running,
        "paused" => BotState.Paused,
        _ => BotState.Stopped,
    };
}

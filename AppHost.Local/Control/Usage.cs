namespace BtcWatcher.AppHost.Local.Control;

internal static class Usage
{
    public const int WrongArguments = 64;

    public static int Print()
    {
        Console.Error.WriteLine("""
            AppHost.Local status DATA              the state as JSON; 0 running, 2 starting, 4 degraded, 3 stopped
            AppHost.Local wait DATA PID SECONDS    0 when that host has everything healthy, 1 ended, 2 late
            AppHost.Local stop DATA                ends the host, what it left, and FreqTrade instances
            AppHost.Local exec DATA RESOURCE ...   runs a resource's program with arguments, in its environment
            """);
        return WrongArguments;
    }
}

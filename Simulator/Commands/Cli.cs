using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Running;

namespace BtcWatcher.Simulator.Commands;

/// <summary>Runs the command and gives the exit code.</summary>
internal static class Cli
{
    public static async Task<int> RunAsync(CommandLine line, PythonLog log)
    {
        if (line.Version)
        {
            return InfoCommands.Version();
        }

        if (line.Help)
        {
            return InfoCommands.Help();
        }

        try
        {
            return line.Command switch
            {
                "trade" => await new TradeCommand(line, SimulatorOptions.FromEnvironment(), log, TimeProvider.System)
                    .RunAsync(),
                "list-strategies" => InfoCommands.ListStrategies(line, log),
                "show-config" => InfoCommands.ShowConfig(line, log),
                null => throw BotException.Operational("Usage of Freqtrade requires a subcommand to be specified.\n"
                    + "To have the bot executing trades in live/dry-run modes, depending on the value of the "
                    + "`dry_run` setting in the config, run Freqtrade as `freqtrade trade [options...]`.\n"
                    + "To see the full list of options available, please use `freqtrade --help` "
                    + "or `freqtrade <command> --help`."),
                _ => throw BotException.Operational($"The Simulator has no command '{line.Command}'."),
            };
        }
        catch (BotException e)
        {
            log.Error("freqtrade", e.Traceback is null ? e.Message
                : $"{e.Message}\nTraceback (most recent call last):\n{e.Traceback}");
            return e.ExitCode;
        }
    }
}

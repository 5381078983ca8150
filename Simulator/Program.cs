using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Logging;

try
{
    var line = CommandLine.Parse(args);
    using var log = PythonLog.ForProcess(TimeProvider.System);
    return await Cli.RunAsync(line, log);
}
catch (UsageException e)
{
    Console.Error.Write($"{CommandLine.Usage}\nfreqtrade: error: {e.Message}\n");
    return 2;
}
catch (FormatException e)
{
    Console.Error.Write(e.Message + "\n");
    return 2;
}

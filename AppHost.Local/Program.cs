using BtcWatcher.AppHost.Local.Control;

// What ./run asks about a data folder; AppHost itself is another program.
try
{
    return args switch
    {
        ["status", var data] => StatusCommand.Print(data, Console.Out),
        ["wait", var data, var pid, var seconds] => await WaitCommand.RunAsync(data, pid, seconds),
        ["stop", var data] => await StopCommand.RunAsync(data, Console.Out),
        ["exec", var data, var resource, .. var arguments] => await ExecCommand.RunAsync(data, resource, arguments),
        _ => Usage.Print(),
    };
}
catch (UnauthorizedAccessException e)
{
    Console.Error.WriteLine($"{e.Message} The data folder belongs to another user: try it as that user, or as root.");
    return 1;
}

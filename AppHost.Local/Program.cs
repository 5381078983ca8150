using BtcWatcher.AppHost.Local.Control;

// What ./run asks about a data folder; AppHost itself is another program.
return args switch
{
    ["status", var data] => StatusCommand.Print(data, Console.Out),
    ["wait", var data, var pid, var seconds] => await WaitCommand.RunAsync(data, pid, seconds),
    ["stop", var data] => await StopCommand.RunAsync(data, Console.Out),
    ["exec", var data, var resource, .. var arguments] => await ExecCommand.RunAsync(data, resource, arguments),
    _ => Usage.Print(),
};

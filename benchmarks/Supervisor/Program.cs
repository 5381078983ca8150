using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.Bench.Supervisor;

var options = BenchOptions.From(args);
var count = options.Instances;
await using var installation = await BenchInstallation.StartAsync();
var supervisor = await installation.StartSupervisorAsync();
await Task.Delay(TimeSpan.FromSeconds(5));
var memory = ProcessTable.Memory(supervisor.Pid);

Print("instances", $"{count}");
Print("supervisor without any", $"{memory / 1e6:0} MB");
var (answering, ready) = await StartPhase.RunAsync(installation, count);
Print("all answer", $"{answering:0.0} s");
Print("all ready", $"{ready:0.0} s");
var (cpu, own, scripts) = await StartPhase.CostAsync(installation, supervisor, memory, count, options.Idle);
Print("supervisor when they idle", $"{cpu:0.0 %} of a core");
Print("memory an instance", $"{(own + scripts) / 1e6:0.000} MB (supervisor {own / 1e6:0.000}, script {scripts / 1e6:0.000})");
var alert = await AlertPhase.RunAsync(installation, count);
Print("death to alert, slowest", $"{alert:0.00} s");
(supervisor, var adoption) = await AdoptionPhase.RunAsync(installation, supervisor);
Print("adopted after a kill", $"{adoption:0.0} s");

var loop = ShellLoop.Like(installation);
var storm = new CrashStorm(installation);
var began = Stopwatch.GetTimestamp();
await storm.StopAsync([.. Enumerable.Range(1, count)], revision: 2);
var stopped = Stopwatch.GetElapsedTime(began).TotalSeconds;
Print("all stopped", $"{stopped:0.0} s");
await supervisor.KillAsync();
var reference = await StartPhase.ReferenceAsync(installation, loop, count);
Print("the shell loop: all answer", $"{reference:0.0} s");

var last = await installation.StartSupervisorAsync(CrashStorm.Settings);
began = Stopwatch.GetTimestamp();
var (crashes, grown) = await storm.RunAsync(last, options.StormCrashes, options.StormLimit, revision: 3);
var stormy = Stopwatch.GetElapsedTime(began).TotalSeconds;
Print("crashes, nothing left", $"{crashes} in {stormy:0} s, the supervisor has grown by {grown / 1e6:0.0} MB");

Console.WriteLine(JsonSerializer.Serialize(new
{
    name = "supervisor",
    figures = new
    {
        instances = count,
        answering_seconds = Math.Round(answering, 2),
        ready_seconds = Math.Round(ready, 2),
        idle_cores = Math.Round(cpu, 4),
        instance_bytes = Math.Round(own + scripts),
        alert_seconds = Math.Round(alert, 3),
        adoption_seconds = Math.Round(adoption, 2),
        stop_seconds = Math.Round(stopped, 2),
        crashes,
        storm_seconds = Math.Round(stormy, 1),
        storm_grown_bytes = grown,
    },
    reference = new { answering_seconds = Math.Round(reference, 2) },
    ratio = Math.Round(answering / reference, 3),
}));
return 0;

static void Print(string what, string value) => Console.WriteLine($"{what,-26} {value}");

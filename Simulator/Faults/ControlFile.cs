using System.Text.Json;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Faults;

/// <summary>Polls <c>simulator.control</c> twice a second and carries out crash and memory faults itself.</summary>
internal sealed class ControlFile(string folder, PythonLog log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly string _path = Path.Combine(folder, "simulator.control");
    private readonly List<byte[]> _eaten = [];
    private DateTime _seen;

    public FaultPlan Plan { get; private set; } = FaultPlan.None;

    /// <summary>On a thread of its own: a timer would wake three of the pool with each look (half of an idle bot's
    /// cost, measured).</summary>
    public void Watch(CancellationToken ct)
    {
        var thread = new Thread(() => PollUntil(ct)) { IsBackground = true, Name = "control file" };
        thread.Start();
    }

    /// <summary>Reads the file if it is new; a missing file ends every fault that was not asked for once.</summary>
    public void Poll()
    {
        var written = File.GetLastWriteTimeUtc(_path);
        if (written == _seen)
        {
            return;
        }

        var gone = !File.Exists(_path);
        if (!gone || !Plan.Once)
        {
            Plan = gone ? FaultPlan.None : Read() ?? Plan;
        }

        _seen = written;
        if (!gone && Plan.Once)
        {
            File.Delete(_path);
            _seen = File.GetLastWriteTimeUtc(_path);
        }

        EatMemory(Plan.MemoryMb);
        Crash();
    }

    private void PollUntil(CancellationToken ct)
    {
        while (!ct.WaitHandle.WaitOne(Interval))
        {
            Poll();
        }
    }

    private FaultPlan? Read()
    {
        try
        {
            var plan = FaultPlan.From(PyJson.Read(File.ReadAllBytes(_path)) as PyDict ?? []);
            log.Warning("simulator.faults", $"SIMULATED: {_path}: {plan}");
            return plan;
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidCastException)
        {
            log.Error("simulator.faults", $"Could not read {_path}: {e.Message}");
            return null;
        }
    }

    private void EatMemory(int megabytes)
    {
        if (megabytes < _eaten.Count)
        {
            _eaten.Clear();
            GC.Collect();
        }

        while (_eaten.Count < megabytes)
        {
            var block = new byte[1024 * 1024];
            Random.Shared.NextBytes(block); // Touched, so that it is resident.
            _eaten.Add(block);
        }
    }

    private void Crash()
    {
        if (Plan.CrashSignal is { } signal)
        {
            log.Error("simulator.faults",
                $"SIMULATED: signal {signal}: {NativeProcess.Kill(Environment.ProcessId, signal)}");
        }

        if (Plan.Crash is { } code)
        {
            NativeProcess.ExitNow(code);
        }
    }
}

using System.Runtime.InteropServices;
using BtcWatcher.Simulator.Faults;

namespace BtcWatcher.Simulator.Running;

/// <summary>
/// SIGTERM and SIGINT ask for a graceful end once this exists; before, and for SIGHUP always, the signal kills, as in
/// FreqTrade.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _term;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignals(ControlFile control)
    {
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            if (!control.Plan.IgnoreSigterm)
            {
                _stop.Cancel();
            }
        }

        _term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
    }

    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        _term.Dispose();
        _interrupt.Dispose();
        _stop.Dispose();
    }
}

namespace BtcWatcher.Simulator.Strategies;

/// <summary>Strategies by class name.</summary>
internal static class StrategyCatalog
{
    /// <summary>The demo strategy of that name, else a generic one with the file's own settings.</summary>
    public static Strategy Create(string className, string code) => className switch
    {
        nameof(MaCrossBtc) => new MaCrossBtc(),
        nameof(RsiEth) => new RsiEth(),
        nameof(CustomSol) => new CustomSol(),
        nameof(BollingerAda) => new BollingerAda(),
        nameof(MacdDot) => new MacdDot(),
        _ => new GenericStrategy(code),
    };
}

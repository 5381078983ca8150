namespace BtcWatcher.Services.Api.Strategies.Templates;

/// <summary>The code of a strategy that does nothing yet.</summary>
internal static class BlankStrategy
{
    private const string Code = """"
        """What this strategy looks for, in one sentence."""

        from freqtrade.strategy import IStrategy
        from signal_out import SignalOut


        class MyStrategy(SignalOut, IStrategy):
            INTERFACE_VERSION = 3
            timeframe = "5m"
            can_short = False
            process_only_new_candles = True
            startup_candle_count = 50
            stoploss = -0.05
            minimal_roi = {"0": 0.02}
            # Columns that are sent along with each signal.
            signal_indicators = ()

            def populate_indicators(self, dataframe, metadata):
                # In the range of the strategy's thresholds.
                dataframe["signal_strength"] = 0.0
                return dataframe

            def populate_entry_trend(self, dataframe, metadata):
                dataframe["enter_long"] = 0
                return dataframe

            def populate_exit_trend(self, dataframe, metadata):
                dataframe["exit_long"] = 0
                self.emit_signal(dataframe, metadata)
                return dataframe

        """";

    public static IReadOnlyDictionary<string, string> Files(string className) => new Dictionary<string, string>
    {
        ["strategy.py"] = Code.Replace(StrategyTemplate.Blank.StrategyClass, className, StringComparison.Ordinal),
    };
}

"""MACD against its signal line; strength -5..5 is how far histogram and trend agree with the side."""

import numpy as np
import pandas as pd
from freqtrade.strategy import IStrategy
from signal_out import SignalOut, mark_exits, mark_signals


class MacdDot(SignalOut, IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = False
    process_only_new_candles = True
    startup_candle_count = 200
    stoploss = -0.04
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.004}
    signal_indicators = ("macd", "macd_signal", "macd_hist")

    def version(self) -> str:
        return "v1"

    def populate_indicators(self, dataframe, metadata):
        close = dataframe["close"]
        dataframe["macd"] = close.ewm(span=12, adjust=False).mean() - close.ewm(span=26, adjust=False).mean()
        dataframe["macd_signal"] = dataframe["macd"].ewm(span=9, adjust=False).mean()
        dataframe["macd_hist"] = dataframe["macd"] - dataframe["macd_signal"]
        spread = dataframe["macd_hist"].rolling(50).std(ddof=0)
        usual = dataframe["macd"].abs().rolling(50).mean()
        dataframe["macd_side"] = np.select(
            [dataframe["macd_hist"] > 0.2 * spread, dataframe["macd_hist"] < -0.2 * spread], [1.0, -1.0], np.nan
        )
        agreement = 1.5 * dataframe["macd_hist"] / spread + dataframe["macd"] / usual
        dataframe["signal_strength"] = (dataframe["macd_side"].ffill() * agreement).clip(-5, 5)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        mark_signals(dataframe, dataframe["macd_side"], "macd")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        mark_exits(dataframe)
        self.emit_signal(dataframe, metadata)
        return dataframe

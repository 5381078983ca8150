"""Momentum against its own volatility, weighed by volume; strength 0..1000."""

import numpy as np
import pandas as pd
from freqtrade.strategy import IStrategy
from signal_out import SignalOut, mark_exits, mark_signals


class CustomSol(SignalOut, IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = False
    process_only_new_candles = True
    startup_candle_count = 50
    stoploss = -0.04
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.004}
    signal_indicators = ("momentum", "zscore", "volume_ratio")

    def version(self) -> str:
        return "v1"

    def populate_indicators(self, dataframe, metadata):
        close = dataframe["close"]
        dataframe["momentum"] = close / close.shift(10) - 1
        noise = (close / close.shift() - 1).rolling(20).std(ddof=0)
        dataframe["zscore"] = (dataframe["momentum"] / (noise * np.sqrt(10))).where(noise > 0)
        dataframe["volume_ratio"] = dataframe["volume"] / dataframe["volume"].rolling(20).mean()
        weight = np.sqrt(dataframe["volume_ratio"])
        dataframe["signal_strength"] = (350 * dataframe["zscore"].abs() * weight).clip(0, 1000)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        side = pd.Series(np.nan, index=dataframe.index)
        side[dataframe["zscore"] > 0.5] = 1
        side[dataframe["zscore"] < -0.5] = -1
        mark_signals(dataframe, side, "momentum")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        mark_exits(dataframe)
        self.emit_signal(dataframe, metadata)
        return dataframe

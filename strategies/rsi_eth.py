"""Buys weakness, leaves strength; strength 0..100 is the distance of the RSI from 50."""

import numpy as np
import pandas as pd
from freqtrade.strategy import IStrategy
from signal_out import SignalOut, mark_exits, mark_signals


class RsiEth(SignalOut, IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = False
    process_only_new_candles = True
    startup_candle_count = 200
    stoploss = -0.04
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.004}
    signal_indicators = ("rsi", "volume_ratio")

    def version(self) -> str:
        return "v1"

    def populate_indicators(self, dataframe, metadata):
        change = dataframe["close"].diff()
        gain = change.clip(lower=0).ewm(alpha=1 / 14, adjust=False, min_periods=14).mean()
        loss = (-change).clip(lower=0).ewm(alpha=1 / 14, adjust=False, min_periods=14).mean()
        dataframe["rsi"] = 100 - 100 / (1 + gain / loss)
        dataframe["volume_ratio"] = dataframe["volume"] / dataframe["volume"].rolling(20).mean()
        dataframe["signal_strength"] = (4 * (dataframe["rsi"] - 50).abs()).clip(0, 100)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        side = pd.Series(np.nan, index=dataframe.index)
        side[dataframe["rsi"] < 45] = 1
        side[dataframe["rsi"] > 55] = -1
        mark_signals(dataframe, side, "rsi")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        mark_exits(dataframe)
        self.emit_signal(dataframe, metadata)
        return dataframe

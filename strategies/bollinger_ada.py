"""Buys at the lower band, leaves at the upper; strength 0..100 is the distance from the middle."""

import numpy as np
import pandas as pd
from freqtrade.strategy import IStrategy
from signal_out import SignalOut, mark_exits, mark_signals


class BollingerAda(SignalOut, IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = False
    process_only_new_candles = True
    startup_candle_count = 50
    stoploss = -0.04
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.004}
    signal_indicators = ("bb_lower", "bb_middle", "bb_upper", "percent_b")

    def version(self) -> str:
        return "v1"

    def populate_indicators(self, dataframe, metadata):
        middle = dataframe["close"].rolling(20).mean()
        width = dataframe["close"].rolling(20).std(ddof=0)
        dataframe["bb_lower"] = middle - 2 * width
        dataframe["bb_middle"] = middle
        dataframe["bb_upper"] = middle + 2 * width
        dataframe["percent_b"] = ((dataframe["close"] - dataframe["bb_lower"]) / (4 * width)).where(width > 0)
        dataframe["signal_strength"] = (160 * (dataframe["percent_b"] - 0.5).abs()).clip(0, 100)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        side = pd.Series(np.nan, index=dataframe.index)
        side[dataframe["percent_b"] < 0.2] = 1
        side[dataframe["percent_b"] > 0.8] = -1
        mark_signals(dataframe, side, "bollinger")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        mark_exits(dataframe)
        self.emit_signal(dataframe, metadata)
        return dataframe

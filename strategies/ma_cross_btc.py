"""Two exponential means; strength 0..10 is their distance in mean true ranges."""

import numpy as np
import pandas as pd
from freqtrade.strategy import IStrategy
from signal_out import SignalOut, mark_exits, mark_signals


class MaCrossBtc(SignalOut, IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = False
    process_only_new_candles = True
    startup_candle_count = 100
    stoploss = -0.04
    minimal_roi = {"0": 0.02, "30": 0.01, "90": 0.004}
    signal_indicators = ("ema_fast", "ema_slow", "atr")

    def version(self) -> str:
        return "v1"

    def populate_indicators(self, dataframe, metadata):
        close = dataframe["close"]
        dataframe["ema_fast"] = close.ewm(span=5, adjust=False).mean()
        dataframe["ema_slow"] = close.ewm(span=13, adjust=False).mean()
        before = close.shift()
        ranges = pd.concat(
            [dataframe["high"] - dataframe["low"], (dataframe["high"] - before).abs(), (dataframe["low"] - before).abs()], axis=1
        )
        dataframe["atr"] = ranges.max(axis=1).rolling(14).mean()
        distance = dataframe["ema_fast"] - dataframe["ema_slow"]
        dataframe["signal_strength"] = (8 * distance.abs() / dataframe["atr"]).clip(0, 10)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        distance = dataframe["ema_fast"] - dataframe["ema_slow"]
        side = np.sign(distance).replace(0, np.nan).where(dataframe["atr"].notna())
        mark_signals(dataframe, side, "ma_cross")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        mark_exits(dataframe)
        self.emit_signal(dataframe, metadata)
        return dataframe

"""Sends one compact JSON message per candle signal through FreqTrade's own ``strategy_msg`` webhook.

Put this file beside the strategy, let the strategy derive from ``SignalOut`` before ``IStrategy``, name the indicator
columns in ``signal_indicators``, and end ``populate_exit_trend`` with ``self.emit_signal(dataframe, metadata)``.
It needs ``webhook.allow_custom_messages`` and a ``webhook.strategy_msg`` template in the configuration.
"""

import json
import logging
import math

logger = logging.getLogger(__name__)

SIDES = ("enter_long", "exit_long", "enter_short", "exit_short")


def _number(row, column):
    """The column as a finite float, or None."""
    try:
        value = float(row.get(column))
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


class SignalOut:
    """Mixin for an IStrategy. An error here never reaches the trading loop."""

    signal_indicators = ()

    def emit_signal(self, dataframe, metadata):
        try:
            if dataframe.empty:
                return
            last = dataframe.iloc[-1]
            sides = [side for side in SIDES if last.get(side, 0) == 1]
            if sides:
                self.dp.send_msg(self._signal_text(last, sides, metadata["pair"]))
        except Exception:  # A strategy must go on trading when its message fails.
            logger.exception("emit_signal failed for %s", metadata.get("pair"))

    def _signal_text(self, last, sides, pair):
        tag = last.get("enter_tag")
        message = {
            "v": 1,
            "kind": "signal",
            "strategy": self.get_strategy_name(),
            "pair": pair,
            "timeframe": self.timeframe,
            "candle": last["date"].isoformat(),
            "close": _number(last, "close"),
            "sides": sides,
            "tag": tag if isinstance(tag, str) and tag else None,
            "strength": _number(last, "signal_strength"),
            "indicators": {name: _number(last, name) for name in self.signal_indicators},
        }
        return json.dumps(message, separators=(",", ":"))


def mark_signals(dataframe, side, tag, every=8):
    """Marks a candle where the side changes, and every so many candles that it lasts.

    ``side``: a Series of 1 (long), -1 (out) or NaN (undecided: the last side holds). The tag carries the strength, so that
    a trade can be matched with its signal.
    """
    side = side.ffill()
    runs = (side != side.shift()).cumsum()
    age = side.groupby(runs).cumcount()
    dataframe["signal_side"] = side.where(age % every == 0)
    entering = dataframe["signal_side"] == 1
    if entering.any():
        strength = dataframe.loc[entering, "signal_strength"].fillna(0.0)
        dataframe.loc[entering, "enter_tag"] = [f"{tag}|{value:.2f}" for value in strength]
        dataframe.loc[entering, "enter_long"] = 1


def mark_exits(dataframe):
    """The exits of ``mark_signals``, for populate_exit_trend."""
    dataframe.loc[dataframe["signal_side"] == -1, "exit_long"] = 1

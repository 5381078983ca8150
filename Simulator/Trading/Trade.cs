using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Trading;

/// <summary>A dry-run long trade. Rates in the quote coin, amounts in the base coin, times in Unix
/// milliseconds.</summary>
internal sealed class Trade
{
    public required int Id { get; init; }

    public required string Pair { get; init; }

    public required string Strategy { get; init; }

    public required string EnterTag { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required double OpenRate { get; init; }

    public required double Requested { get; init; }

    public required double Stake { get; set; }

    public required double Fee { get; init; }

    public required double StopRatio { get; init; }

    public required double TimeframeMinutes { get; init; }

    public double Amount { get; set; }

    public bool IsOpen { get; set; } = true;

    public double? MinRate { get; set; }

    public double MaxRate { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public double? CloseRate { get; set; }

    public string? ExitReason { get; set; }

    public List<Order> Orders { get; init; } = [];

    public string Base => Pair.Split('/')[0];

    public string Quote => Pair.Split('/')[1];

    public bool IsFilled => Amount > 0;

    public Order Entry => Orders[0];

    public Order? OpenOrder => Orders.Find(order => order.IsOpen);

    public double OpenValue => Math.Round(Amount * OpenRate * (1 + Fee), 8);

    public double StopRate => Math.Round(OpenRate * (1 + StopRatio), Market.Markets.PriceDigits(Pair));

    /// <summary>Profit in the stake coin if it were closed at this rate, fees included.</summary>
    public double ProfitAbs(double rate) =>
        Math.Round((Amount * rate * (1 - Fee)) - (Amount * OpenRate * (1 + Fee)), 8);

    public double ProfitRatio(double rate) =>
        OpenRate <= 0 ? 0 : Math.Round((rate * (1 - Fee) / (OpenRate * (1 + Fee))) - 1, 8);

    public double? CloseProfit => CloseRate is { } rate ? (rate * (1 - Fee) / (OpenRate * (1 + Fee))) - 1 : null;

    public double? CloseProfitAbs => CloseRate is { } rate ? ProfitAbs(rate) : null;

    public void Fill(DateTimeOffset now)
    {
        var entry = Entry;
        entry.Fill(now.ToUnixTimeMilliseconds());
        Amount = entry.Amount;
        Stake = Math.Round(entry.Amount * OpenRate, 8);
    }

    public void Watch(double rate)
    {
        MinRate = Math.Min(MinRate ?? rate, rate);
        MaxRate = Math.Max(MaxRate, rate);
    }

    public void Close(double rate, string reason, DateTimeOffset now)
    {
        (IsOpen, CloseRate, ExitReason, ClosedAt) = (false, rate, reason, now);
    }

    public PyDict Stored() => new()
    {
        ["strategy"] = Strategy, ["tag"] = EnterTag, ["opened"] = OpenedAt.UtcTicks, ["rate"] = OpenRate,
        ["requested"] = Requested, ["stake"] = Stake, ["fee"] = Fee, ["stop"] = StopRatio,
        ["timeframe"] = TimeframeMinutes,
        ["amount"] = Amount, ["min"] = MinRate, ["max"] = MaxRate, ["closed"] = ClosedAt?.UtcTicks,
        ["close_rate"] = CloseRate,
        ["reason"] = ExitReason, ["orders"] = Orders.ConvertAll<object?>(order => order.Stored()),
    };

    public static Trade From(int id, string pair, bool open, PyDict d) => new()
    {
        Id = id, Pair = pair, IsOpen = open, Strategy = d.Text("strategy")!, EnterTag = d.Text("tag")!,
        OpenedAt = new DateTimeOffset((long)d.Get("opened")!, TimeSpan.Zero), OpenRate = d.Number("rate")!.Value,
        Requested = d.Number("requested")!.Value, Stake = d.Number("stake")!.Value, Fee = d.Number("fee")!.Value,
        StopRatio = d.Number("stop")!.Value, TimeframeMinutes = d.Number("timeframe")!.Value,
        Amount = d.Number("amount")!.Value, MinRate = d.Number("min"), MaxRate = d.Number("max")!.Value,
        ClosedAt = d.Get("closed") is long closed ? new DateTimeOffset(closed, TimeSpan.Zero) : null,
        CloseRate = d.Number("close_rate"), ExitReason = d.Text("reason"),
        Orders = d.List("orders")!.ConvertAll(order => Order.From((PyDict)order!)),
    };

    /// <summary>As FreqTrade's log names a trade.</summary>
    public override string ToString()
    {
        var since = IsOpen ? PyTime.Text(OpenedAt.ToUnixTimeMilliseconds()) : "closed";
        return $"Trade(id={Id}, pair={Pair}, amount={PySpec.Apply(Amount, ".8f")}, is_short=False, leverage=1.0, "
            + $"open_rate={PySpec.Apply(OpenRate, ".8f")}, open_since={since})";
    }
}

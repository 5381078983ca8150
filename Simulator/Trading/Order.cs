using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Trading;

/// <summary>A simulated order; times in Unix milliseconds.</summary>
internal sealed record Order
{
    public required string Id { get; init; }

    public required bool IsEntry { get; init; }

    public required string Type { get; init; }

    public required double Amount { get; init; }

    public required double Price { get; init; }

    public required long CreatedMs { get; init; }

    public required string Tag { get; init; }

    public string Status { get; set; } = "open";

    public long? FilledMs { get; set; }

    public bool IsOpen => Status == "open";

    public double Filled => FilledMs is null ? 0.0 : Amount;

    public void Fill(long nowMs)
    {
        Status = "closed";
        FilledMs = nowMs;
    }

    /// <summary>As /status and /trade show it.</summary>
    public PyDict Short(string pair) => new()
    {
        ["pair"] = pair, ["order_id"] = Id, ["status"] = Status, ["remaining"] = Amount - Filled, ["amount"] = Amount,
        ["safe_price"] = Price, ["cost"] = Amount * Price, ["filled"] = Filled, ["ft_order_side"] = IsEntry ? "buy"
            : "sell",
        ["order_type"] = Type, ["is_open"] = IsOpen, ["order_timestamp"] = CreatedMs,
        ["order_filled_timestamp"] = FilledMs,
        ["ft_fee_base"] = null, ["ft_order_tag"] = Tag,
    };

    /// <summary>As /trades shows it.</summary>
    public PyDict Full(string pair) => new()
    {
        ["amount"] = Amount, ["safe_price"] = Price, ["ft_order_side"] = IsEntry ? "buy" : "sell",
        ["order_filled_timestamp"] = FilledMs, ["ft_is_entry"] = IsEntry, ["ft_order_tag"] = Tag,
        ["cost"] = Amount * Price,
        ["pair"] = pair, ["order_id"] = Id, ["status"] = Status, ["average"] = FilledMs is null ? null : Price,
        ["filled"] = Filled, ["is_open"] = IsOpen, ["order_date"] = PyTime.Text(CreatedMs),
        ["order_timestamp"] = CreatedMs,
        ["order_filled_date"] = PyTime.Text(FilledMs), ["order_type"] = Type, ["price"] = Price,
        ["remaining"] = Amount - Filled, ["ft_fee_base"] = null, ["funding_fee"] = IsEntry ? null : 0.0,
    };

    public PyDict Stored() => new()
    {
        ["id"] = Id, ["entry"] = IsEntry, ["type"] = Type, ["amount"] = Amount, ["price"] = Price,
        ["created"] = CreatedMs,
        ["tag"] = Tag, ["status"] = Status, ["filled"] = FilledMs,
    };

    public static Order From(PyDict d) => new()
    {
        Id = d.Text("id")!, IsEntry = d.Flag("entry"), Type = d.Text("type")!, Amount = d.Number("amount")!.Value,
        Price = d.Number("price")!.Value, CreatedMs = (long)d.Get("created")!, Tag = d.Text("tag")!,
        Status = d.Text("status")!, FilledMs = d.Get("filled") as long?,
    };
}

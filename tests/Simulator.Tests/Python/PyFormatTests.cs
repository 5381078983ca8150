using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Tests.Python;

public sealed class PyFormatTests
{
    private static readonly PyDict Fields = new()
    {
        ["pair"] = "ETH/USDT", ["profit_ratio"] = -0.0067581, ["trade_id"] = 7, ["tiny"] = 1e-07, ["none"] = null,
        ["flag"] = true, ["whole"] = 101.0, ["big"] = 1234567.891, ["count"] = 1234567L,
        ["open_date"] = new DateTimeOffset(2025, 8, 30, 12, 0, 0, TimeSpan.Zero),
        ["fill_date"] = new DateTimeOffset(2026, 11, 22, 6, 29, 25, TimeSpan.Zero).AddTicks(8038830),
        ["naive"] = new DateTime(2026, 11, 22, 6, 31, 1, DateTimeKind.Utc).AddTicks(819990),
        ["data"] = new PyTuple(["ETH/USDT", "5m", "spot"]), ["list"] = new List<object?> { "a", 1L, null },
        ["nested"] = new PyDict { ["key"] = new PyTuple(["BTC/USDT", "1m"]), ["la"] = 3L },
        ["frame"] = new PyDict { ["df"] = new PyFrame(new PyDict { ["rsi"] = 28.5 }, []) },
        ["type"] = new PyBare("entry"),
    };

    [Theory]
    [InlineData("{pair}", "ETH/USDT")]
    [InlineData("{profit_ratio}", "-0.0067581")]
    [InlineData("{profit_ratio:.4f}", "-0.0068")]
    [InlineData("{profit_ratio:.2%}", "-0.68%")]
    [InlineData("{profit_ratio:+.3e}", "-6.758e-03")]
    [InlineData("{tiny}", "1e-07")]
    [InlineData("{tiny:8f}", "0.000000")]
    [InlineData("{whole}", "101.0")]
    [InlineData("{whole:g}", "101")]
    [InlineData("{whole:8.1f}|", "   101.0|")]
    [InlineData("{whole:<8.1f}|", "101.0   |")]
    [InlineData("{whole:08.1f}", "000101.0")]
    [InlineData("{big:,.2f}", "1,234,567.89")]
    [InlineData("{count:,}", "1,234,567")]
    [InlineData("{count:>10d}", "   1234567")]
    [InlineData("{trade_id:03d}", "007")]
    [InlineData("{trade_id:.1f}", "7.0")]
    [InlineData("{pair:>10}", "  ETH/USDT")]
    [InlineData("{pair:*^12}", "**ETH/USDT**")]
    [InlineData("{pair:.3}", "ETH")]
    [InlineData("{pair!r}", "'ETH/USDT'")]
    [InlineData("{none}", "None")]
    [InlineData("{flag}", "True")]
    [InlineData("{type}", "entry")]
    [InlineData("{open_date}", "2025-08-30 12:00:00+00:00")]
    [InlineData("{fill_date}", "2026-11-22 06:29:25.803883+00:00")]
    [InlineData("{naive}", "2026-11-22 06:31:01.081999")]
    [InlineData("{open_date:%Y-%m-%dT%H:%M:%SZ}", "2025-08-30T12:00:00Z")]
    [InlineData("{open_date.year}", "2025")]
    [InlineData("{data[0]} {data[1]}", "ETH/USDT 5m")]
    [InlineData("{data}", "('ETH/USDT', '5m', 'spot')")]
    [InlineData("{list}", "['a', 1, None]")]
    [InlineData("{nested[key][0]}-{nested[la]}", "BTC/USDT-3")]
    [InlineData("{frame[df].rsi.values[0]}", "28.5")]
    [InlineData("{{literal}} {{{pair}}}", "{literal} {ETH/USDT}")]
    [InlineData("no fields", "no fields")]
    [InlineData("", "")]
    public void Format_ValidTemplate_MatchesPython(string template, string expected) =>
        Assert.Equal(expected, PyFormat.Format(template, Fields));

    [Theory]
    [InlineData("{close_rate}", "KeyError", "'close_rate'")]
    [InlineData("{none:8f}", "TypeError", "unsupported format string passed to NoneType.__format__")]
    [InlineData("{pair:.2f}", "ValueError", "Unknown format code 'f' for object of type 'str'")]
    [InlineData("{whole:d}", "ValueError", "Unknown format code 'd' for object of type 'float'")]
    [InlineData("{}", "IndexError", "Replacement index 0 out of range for positional args tuple")]
    [InlineData("{0}", "IndexError", "Replacement index 0 out of range for positional args tuple")]
    [InlineData("{data[9]}", "IndexError", "tuple index out of range")]
    [InlineData("{none[a]}", "TypeError", "'NoneType' object is not subscriptable")]
    [InlineData("{pair.x}", "AttributeError", "'str' object has no attribute 'x'")]
    [InlineData("{nested:5}", "TypeError", "unsupported format string passed to dict.__format__")]
    [InlineData("a } b", "ValueError", "Single '}' encountered in format string")]
    [InlineData("a {", "ValueError", "Single '{' encountered in format string")]
    [InlineData("a {pair", "ValueError", "expected '}' before end of string")]
    public void Format_BadTemplate_FailsAsPython(string template, string kind, string message)
    {
        var error = Assert.Throws<PyError>(() => PyFormat.Format(template, Fields));
        Assert.Equal((kind, message), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(-59936.43, "-59936.43")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(0.0, "0.0")]
    public void Float_AnyValue_IsPythonsRepr(double value, string expected) =>
        Assert.Equal(expected, PyText.Float(value));

    [Fact]
    public void Repr_NestedValues_IsPythonsRepr() => Assert.Equal(
        """{'a': 'x', 'b': [1, 2.0, None, True], 'c': ('y',), 'd': "it's", 'e': datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)}""",
        PyText.Repr(new PyDict
        {
            ["a"] = "x", ["b"] = new List<object?> { 1, 2.0, null, true }, ["c"] = new PyTuple(["y"]), ["d"] = "it's",
            ["e"] = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero),
        }));

    [Fact]
    public void Json_NotFiniteAndWholeFloats_AreNullAndKeepThePoint() => Assert.Equal(
        """{"a":null,"b":2.0,"c":0.000084,"d":"ü<>'","e":[1],"f":-1.5e-7}""",
        PyJson.Text(new PyDict
        {
            ["a"] = double.NaN, ["b"] = 2.0, ["c"] = 8.4e-05, ["d"] = "ü<>'", ["e"] = new PyTuple([1]),
            ["f"] = -1.5e-7,
        }));
}

using System.Text.Json;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class CommandRulesTests
{
    [Theory]
    [InlineData("stop", "{}", "{}")]
    [InlineData("forceexit", """{"tradeid": "all"}""", """{"tradeid":"all"}""")]
    [InlineData("forceexit", """{"tradeid": 3, "ordertype": "market", "amount": 0.5}""",
        """{"tradeid":3,"ordertype":"market","amount":0.5}""")]
    [InlineData("forceenter", """{"pair": "BTC/USDT", "side": null}""", """{"pair":"BTC/USDT"}""")]
    public void Check_AGoodBody_IsSentAsItIs(string command, string given, string sent)
    {
        var (body, errors) = CommandRules.Check(command, JsonSerializer.Deserialize<JsonElement>(given));

        Assert.Empty(errors);
        Assert.Equal(sent, body!.ToJsonString());
    }

    [Theory]
    [InlineData("stop", """{"now": true}""", "now")]
    [InlineData("stop", "[]", "body")]
    [InlineData("forceexit", "{}", "tradeid")]
    [InlineData("forceexit", """{"tradeid": "some"}""", "tradeid")]
    [InlineData("forceexit", """{"tradeid": -1}""", "tradeid")]
    [InlineData("forceexit", """{"tradeid": 1.5}""", "tradeid")]
    [InlineData("forceexit", """{"tradeid": 1, "amount": 0}""", "amount")]
    [InlineData("forceexit", """{"tradeid": 1, "amount": 1e999}""", "amount")]
    [InlineData("forceexit", """{"tradeid": 1, "ordertype": "best"}""", "ordertype")]
    [InlineData("forceexit", """{"tradeid": 1, "price": 5}""", "price")]
    [InlineData("forceenter", """{"pair": "BTCUSDT"}""", "pair")]
    public void Check_ABadBody_NamesTheField(string command, string given, string field)
    {
        var (body, errors) = CommandRules.Check(command, JsonSerializer.Deserialize<JsonElement>(given));

        Assert.Null(body);
        Assert.Equal([field], errors.Keys);
    }
}

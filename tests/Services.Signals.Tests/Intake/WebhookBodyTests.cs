using System.Text;
using BtcWatcher.Services.Signals.Intake;

namespace BtcWatcher.Services.Signals.Tests.Intake;

public sealed class WebhookBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\u0000":1}""")]
    [InlineData("""{"a":["\ud800"]}""")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""")]
    public void Parse_BadJson_Is400WithAReason(string text)
    {
        var body = WebhookBody.Parse("application/json", Encoding.UTF8.GetBytes(text));

        Assert.Null(body.Fields);
        Assert.Equal(400, body.Status);
        Assert.NotEmpty(body.Fault!);
    }

    [Fact]
    public void Parse_BytesThatAreNotUtf8_Is400()
    {
        byte[] bytes = [.. "{\"a\":\""u8, 0xFF, 0xFE, .. "\"}"u8];

        Assert.Equal(400, WebhookBody.Parse("application/json", bytes).Status);
        Assert.Equal(400, WebhookBody.Parse("application/x-www-form-urlencoded", new byte[] { 97, 61, 0xFF }).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=1&a=2")]
    [InlineData("a=%00")]
    public void Parse_BadForm_Is400(string text) =>
        Assert.Equal(400, WebhookBody.Parse("application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(text)).Status);

    [Fact]
    public void Parse_Form_GivesItsFieldsAsTexts()
    {
        var body = WebhookBody.Parse(
            "application/x-www-form-urlencoded; charset=utf-8", "event=status&text=hello+world%21"u8.ToArray());

        Assert.Equal("status", body.Fields!["event"]!.GetValue<string>());
        Assert.Equal("hello world!", body.Fields["text"]!.GetValue<string>());
    }

    [Fact]
    public void Parse_OtherContentType_Is415() =>
        Assert.Equal(415, WebhookBody.Parse("image/png", "x"u8.ToArray()).Status);

    [Theory]
    [InlineData("/api/v1/signals/webhook/17/abc-_", "/api/v1/signals/webhook/17", "abc-_")]
    [InlineData("/API/v1/signals/webhook/17/abc/def", "/API/v1/signals/webhook/17", "abc/def")]
    [InlineData("/api/v1/signals/webhook/17", null, null)]
    [InlineData("/api/v1/signals/17/abc", null, null)]
    public void Cut_OfAPath_TakesTheSecretOut(string path, string? left, string? secret)
    {
        var cut = SecretCuttingContextFactory.Cut(path);

        Assert.Equal(left, cut?.Path);
        Assert.Equal(secret, cut?.Secret);
    }
}

using System.Net;
using System.Net.Http.Headers;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

public sealed class MalformedBodyTests(Servers servers)
{
    [Fact]
    public void Read_TwentyThousandMalformedBodies_RefusesEachWithAReason()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var (type, bytes) in MalformedBodies.Generate(20_000))
        {
            var body = WebhookBody.Parse(type, bytes);
            if (body.Fields is null)
            {
                Assert.InRange(body.Status, 400, 499);
                Assert.NotEmpty(body.Fault!);
                continue;
            }

            var read = WebhookReader.Read(body.Fields, new Arrival(1, now, SignalSource.Webhook, false));
            Assert.True(
                read.Faults.Count > 0 || WebhookReader.TimeFault(read.Row!, new SignalsOptions()) is not null,
                System.Text.Encoding.UTF8.GetString(bytes));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Post_MalformedBodies_LeaveNoRowAndNoLogAndTheServiceUnharmed()
    {
        await using var service = await SignalsService.StartAsync(
            servers, settings: ("Logging:LogLevel:Default", "Warning"));
        await service.KnowAsync(1);
        using var client = service.Client();
        var before = service.Logged.Count;

        await Parallel.ForEachAsync(
            MalformedBodies.Generate(2_000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (body, ct) =>
            {
                using var content = new ByteArrayContent(body.Body);
                content.Headers.ContentType = new MediaTypeHeaderValue(body.Type);
                using var answer = await client.PostAsync(SignalsService.WebhookPath(1), content, ct);
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            });

        Assert.InRange(service.Logged.Count - before, 0, 20);
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM signals"));
        await service.StoreAsync(1, Messages.CandleSignal());
    }
}

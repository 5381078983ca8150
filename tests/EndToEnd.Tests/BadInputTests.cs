using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>What is wrong gets a clear answer, and changes nothing.</summary>
[Trait("Category", "Slow")]
public sealed class BadInputTests(SharedSystem shared)
{
    [Theory]
    [InlineData("/api/v1/signals/webhook/1/wrong-secret", "{}", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/signals/webhook/998/wrong-secret", "{}", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/signals/webhook/1/SECRET", "{not json", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/signals/webhook/1/SECRET", "[]", HttpStatusCode.BadRequest)]
    public async Task Webhook_Bad_IsRefusedWithAReason(string path, string body, HttpStatusCode expected)
    {
        var system = await shared.GetAsync();
        using var http = new HttpClient { BaseAddress = system.Webhooks };
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

        using var response = await http.PostAsync(path.Replace("SECRET", await system.WebhookSecretAsync()), content);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(expected, response.StatusCode);
        Assert.StartsWith("urn:btcwatcher:", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Start_PortsTaken_SaysWhichPortAndWhatToDo()
    {
        var system = await shared.GetAsync();
        var other = Directory.CreateTempSubdirectory("btcw-e2e-taken-").FullName;

        var (code, output) = await RunningSystem.RunAsync("--detach", "--simulator", "--data", other, "--port-base", $"{system.PortBase}");
        await RunningSystem.RunAsync("--stop", "--data", other);
        Directory.Delete(other, recursive: true);

        Assert.Equal(1, code);
        Assert.Contains($"{system.PortBase}", output);
        Assert.Contains("--port-base", output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/data")]
    public async Task Start_DataIsAFile_SaysSo(string below)
    {
        var file = Path.GetTempFileName();

        var (code, output) = await RunningSystem.RunAsync("--detach", "--simulator", "--data", file + below);
        File.Delete(file);

        Assert.Equal(1, code);
        Assert.Equal(
            $"error: --data {file}{below}: {file} is a file. Name a folder; it is made where it is missing.\n", output);
    }

    [Fact]
    public async Task Start_SameDataTwice_IsRefused()
    {
        var system = await shared.GetAsync();

        var (code, output) = await RunningSystem.RunAsync("--detach", "--data", system.Data, "--port-base", $"{system.PortBase}");

        Assert.Equal(1, code);
        Assert.Contains("running", output);
        Assert.Equal("running", (await system.StatusAsync()).GetProperty("state").GetString());
    }
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class UploadTests(Servers servers)
{
    private const string Url = "/api/v1/strategies/upload";
    private const string Code = "class Sample(IStrategy):\n    pass\n";

    [Fact]
    public async Task Upload_InEveryForm_AnswersFilesAndClasses()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);

        var json = await client.PostAsJsonAsync(Url, new { files = Files() }).ExpectAsync(HttpStatusCode.OK);
        var form = await SendAsync(client, ("sample.py", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Code)]),
            ("lib/helper.py", "ü = 1\n"u8.ToArray())).ExpectAsync(HttpStatusCode.OK);
        var packed = Zip(("lib/", ""), ("sample.py", Code), ("lib/helper.py", "ü = 1\n"));
        var zip = await SendAsync(client, ("all.zip", packed)).ExpectAsync(HttpStatusCode.OK);

        foreach (var answer in (JsonElement[])[json, form, zip])
        {
            Assert.Equal(Code, answer.GetProperty("files").Text("sample.py"));
            Assert.Equal("ü = 1\n", answer.GetProperty("files").Text("lib/helper.py"));
            Assert.Equal("Sample", answer.GetProperty("classes")[0].Text("name"));
            Assert.Equal("looked at", answer.GetProperty("checks")[0].GetString());
            Assert.True(answer.GetProperty("simulated").GetBoolean());
        }

        Assert.Equal(3, supervisor.Scans.Count);
    }

    [Theory]
    [InlineData("../evil.py", "x")]
    [InlineData("/etc/evil.py", "x")]
    [InlineData("a\\evil.py", "x")]
    [InlineData("evil.sh", "x")]
    [InlineData("zero.py", "a\0b")]
    public async Task Upload_OfAFileThatMayNotBe_NamesIt(string name, string text)
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        var zip = Zip(("good.py", "x = 1"), (name, text));

        await ErrorAsync(SendAsync(client, ("a.zip", zip)), "files." + name);
        await ErrorAsync(client.PostAsJsonAsync(
            Url, new { files = new Dictionary<string, string> { [name] = text } }), "files." + name);
    }

    [Fact]
    public async Task Upload_OfBadBytes_NamesTheFile()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);

        await ErrorAsync(SendAsync(client, ("latin.py", [0x23, 0xFC, 0x0A])), "files.latin.py");
        await ErrorAsync(SendAsync(client, ("no.zip", "PK no zip"u8.ToArray())), "files.no.zip");
        await ErrorAsync(SendAsync(client, ("big.py", new byte[600_000])), "files.big.py");
        // 50 MB are 50 kB as a zip: no more than the bound is unpacked.
        var bomb = Zip(("bomb.py", new string(' ', 50_000_000)));
        await ErrorAsync(SendAsync(client, ("bomb.zip", bomb)), "files.bomb.py");
        await ErrorAsync(SendAsync(client, ("many.zip",
            Zip([.. Enumerable.Range(0, 51).Select(number => ($"f{number}.py", "x"))]))), "files");
        await ErrorAsync(SendAsync(client, ("a.py", "x"u8.ToArray()), ("A.py", "x"u8.ToArray())), "files.A.py");
        await ErrorAsync(client.PostAsJsonAsync(Url, new { }), "files");
        await SendAsync(client, ("huge.py", new byte[5_000_000]))
            .ExpectProblemAsync(HttpStatusCode.RequestEntityTooLarge, "http:413");
        using var text = new StringContent("x");
        await client.PostAsync(Url, text).ExpectProblemAsync(HttpStatusCode.UnsupportedMediaType, "http:415");
        await client.PostAsJsonAsync(Url, new { file = "x" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
    }

    [Fact]
    public async Task Upload_OfCodeThatCannotRun_NamesFileAndLine()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);

        supervisor.Result = FakeSupervisor.Broken(ScanFault.Syntax, "sample.py", 3, "invalid syntax", "Other");
        var syntax = await BadAsync(client);
        supervisor.Result = FakeSupervisor.Broken(ScanFault.Timeout, null, null, "the code did not end in time");
        var timeout = await BadAsync(client);
        supervisor.Result = FakeSupervisor.Found();
        var none = await BadAsync(client);
        supervisor.Result = FakeSupervisor.Broken(ScanFault.Import, "lib.py", null, "No module named 'x'", "Sample");
        var warned = await client.PostAsJsonAsync(Url, new { files = Files() }).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("line 3: invalid syntax", syntax.GetProperty("errors").Text("files.sample.py"));
        Assert.Equal("the code did not end in time", timeout.GetProperty("errors").Text("files"));
        Assert.Contains("no strategy class", none.GetProperty("errors").Text("files"), StringComparison.Ordinal);
        Assert.Equal("lib.py", warned.GetProperty("warnings")[0].Text("file"));
        supervisor.IsBusy = true;
        await client.PostAsJsonAsync(Url, new { files = Files() })
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "strategies:scan_busy");
        supervisor.IsBusy = false;
        supervisor.Result = FakeSupervisor.Broken(ScanFault.Unavailable, null, null, "not installed");
        await client.PostAsJsonAsync(Url, new { files = Files() })
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "strategies:no_freqtrade");
    }

    [Fact]
    public async Task Upload_WithoutSupervisorOrRole_IsRefused()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        await client.PostAsJsonAsync(Url, new { files = Files() })
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        await viewer.PostAsJsonAsync(Url, new { files = Files() })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static Dictionary<string, string> Files() => new() { ["sample.py"] = Code, ["lib/helper.py"] = "ü = 1\n" };

    private static Task<JsonElement> BadAsync(HttpClient client) =>
        client.PostAsJsonAsync(Url, new { files = Files() })
            .ExpectProblemAsync(HttpStatusCode.UnprocessableEntity, "strategies:code");

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, params (string Name, byte[] Bytes)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "files", name);
        return await client.PostAsync(Url, form);
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
                writer.Write(text);
            }
        }

        return buffer.ToArray();
    }

    private static async Task ErrorAsync(Task<HttpResponseMessage> sending, string field)
    {
        var problem = await sending.ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }
}

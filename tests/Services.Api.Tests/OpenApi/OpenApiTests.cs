using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.OpenApi;
using BtcWatcher.Services.Api.Tests.Live;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Api.Tests.OpenApi;

public sealed class OpenApiTests(Servers servers)
{
    private const string Address = "/openapi/v1.json";
    private static readonly string[] Anonymous =
        ["/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/signals/webhook", "/health"];

    [Fact]
    public async Task Document_NamesErrorsAndRolesOfEveryOperation()
    {
        var document = await ReadAsync();
        var open = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            Assert.DoesNotContain("/internal", path.Name, StringComparison.Ordinal);
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("default", out _), path.Name);
                Assert.True(operation.Value.TryGetProperty("operationId", out _), path.Name);
                if (operation.Value.TryGetProperty("security", out _)) continue;
                open.Add(path.Name);
            }
        }

        Assert.Equal("3.1.1", document.Text("openapi"));
        Assert.Empty(open.Except(Anonymous));
        Assert.Contains("/api/v1/auth/login", open);
    }

    [Fact]
    public async Task Document_RefersOnlyToWhatItHas()
    {
        var document = await ReadAsync();
        foreach (var reference in References(document).Distinct())
        {
            var found = document;
            foreach (var name in reference.Split('/').Skip(1))
            {
                Assert.True(found.TryGetProperty(name, out found), reference);
            }
        }
    }

    // What the web application's types are made of: BTCW_WRITE_OPENAPI=1 writes it anew.
    [Fact]
    public async Task Document_OfTheApi_IsTheOneThatTheWebApplicationIsBuiltWith()
    {
        var file = Path.Combine(Repository.Root, "web", "openapi.json");
        var text = (await ReadAsync()).GetRawText().ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("BTCW_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(file, text);

        Assert.True(
            await File.ReadAllTextAsync(file) == text,
            "web/openapi.json is not what the api says of itself: run this test with BTCW_WRITE_OPENAPI=1, then "
            + "'npm --prefix web run api', and mend what 'npm --prefix web run check' finds.");
    }

    [Fact]
    public async Task Part_OfAServiceThatIsDown_Stays()
    {
        var folder = new TestFolder();
        Dictionary<string, string?> settings;
        await using (var signals = await Neighbour.StartAsync(app => app.MapGet(
            "/internal/openapi/v1.json", () => Results.Text(
                """{"openapi":"3.1.1","paths":{"/api/v1/signals/":{"get":{"operationId":"ListSignals"}}}}"""))))
        {
            settings = new() { ["services:signals:http:0"] = signals.Address };
            await using var first = await servers.StartAsync(settings, folder: folder);
            Assert.True(await HasSignalsAsync(first));
            folder = CopyOf(folder);
        }

        await using var second = await servers.StartAsync(settings, folder: folder);
        Assert.True(await HasSignalsAsync(second));
    }

    [Fact]
    public async Task Docs_ForAnybody_IsAPageOfOurOwnFiles()
    {
        using var client = servers.Api.Anonymous();
        using var page = await client.GetAsync("/docs");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("docs.js", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
        foreach (var file in (string[])["docs.js", "swagger-ui-bundle.js", "swagger-ui.css"])
        {
            using var part = await client.GetAsync("/docs/" + file);
            Assert.Equal(HttpStatusCode.OK, part.StatusCode);
        }

        await client.GetAsync(Address).ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
    }

    [Fact]
    public void Join_OfSchemasThatDiffer_KeepsBoth()
    {
        var joined = OpenApiMerge.Join(
        [
            new("api", Part("/a", "string")), new("signals", Part("/b", "integer")),
            new("gateway", Part("/c", "string"), "/freqtrade"),
        ]);

        var schemas = joined["components"]!["schemas"]!;
        Assert.Equal("string", schemas["One"]!["type"]!.GetValue<string>());
        Assert.Equal("integer", schemas["SignalsOne"]!["type"]!.GetValue<string>());
        Assert.Equal(
            ["One", "SignalsOne", "One"],
            ((string[])["/a", "/b", "/freqtrade/c"]).Select(path =>
                References(JsonSerializer.SerializeToElement(joined["paths"]![path])).First().Split('/')[^1]));
        Assert.Equal("SignalsGet", joined["paths"]!["/b"]!["get"]!["operationId"]!.GetValue<string>());
    }

    private static JsonObject Part(string path, string type) => JsonNode.Parse($$"""
        {
          "paths": { "{{path}}": { "get": { "operationId": "Get", "responses": { "200": { "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/One" } } } } } } } },
          "components": { "schemas": { "One": { "type": "{{type}}" } } }
        }
        """)!.AsObject();

    private static TestFolder CopyOf(TestFolder folder)
    {
        var copy = new TestFolder();
        Directory.CreateDirectory(Path.Combine(copy.Data, "openapi"));
        foreach (var file in Directory.GetFiles(Path.Combine(folder.Data, "openapi")))
        {
            File.Copy(file, Path.Combine(copy.Data, "openapi", Path.GetFileName(file)));
        }

        return copy;
    }

    private async Task<JsonElement> ReadAsync()
    {
        using var client = await servers.Api.AsAsync(Policies.Viewer);
        return await client.GetAsync(Address).ExpectAsync(HttpStatusCode.OK);
    }

    private static async Task<bool> HasSignalsAsync(ApiHost api)
    {
        using var client = await api.AsAsync(Policies.Viewer);
        var document = await client.GetAsync(Address).ExpectAsync(HttpStatusCode.OK);
        return document.GetProperty("paths").TryGetProperty("/api/v1/signals", out _);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}

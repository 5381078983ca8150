using System.Net;

namespace BtcWatcher.Services.Api.Tests.Web;

public sealed class WebTests(Servers servers)
{
    [Fact]
    public async Task Pages_WithoutABuild_SayHowToMakeThem()
    {
        using var client = servers.Api.Anonymous();
        var problem = await client.GetAsync("/").ExpectProblemAsync(HttpStatusCode.NotFound, "web:not_built");
        Assert.Contains("npm run build", problem.Text("detail"));
    }

    [Fact]
    public async Task Pages_WithABuild_ServeFilesAndTheFirstPageForTheirAddresses()
    {
        await using var api = await servers.StartAsync();
        api.Folder.Write("web", "index.html", "<html>first</html>");
        api.Folder.Write("web/assets", "app-1.js", "let a;");
        api.Folder.Write("", "secret.txt", "outside");
        using var client = api.Anonymous();

        foreach (var path in (string[])["/", "/index.html", "/strategies/5", "/login"])
        {
            using var page = await client.GetAsync(path);
            Assert.Equal("<html>first</html>", await page.Content.ReadAsStringAsync());
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
            Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
            Assert.StartsWith("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", page.Headers.GetValues("X-Frame-Options").Single());
        }

        using var script = await client.GetAsync("/assets/app-1.js");
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", script.Headers.CacheControl!.ToString());
        await client.GetAsync("/assets/gone.js").ExpectProblemAsync(HttpStatusCode.NotFound, "web:not_found");
        await client.GetAsync("/..%2Fsecret.txt").ExpectProblemAsync(HttpStatusCode.NotFound, "web:not_found");
        await client.GetAsync("/api/v1/nothing").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
        await client.PostAsync("/strategies/5", null).ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
    }
}

using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>A Python package index with packages made here, and the constraints of a release.</summary>
internal sealed class PackageIndex : IAsyncDisposable
{
    private readonly Dictionary<string, byte[]> _wheels = [];
    private readonly WebApplication _app;

    private PackageIndex(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public string Constraints { get; set; } = "";

    public static async Task<PackageIndex> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var index = new PackageIndex(app);
        app.MapGet("/simple/{name}/", (string name) => Results.Content(index.Links(name), "text/html"));
        app.MapGet("/wheels/{file}", (string file) => Results.Bytes(index._wheels[file]));
        app.MapGet("/constraints/{version}", (string version) => index.Constraints.Length > 0
            ? Results.Text(index.Constraints) : Results.NotFound());
        await app.StartAsync();
        return index;
    }

    /// <param name="name">With underscores, as files are called.</param>
    /// <param name="version">Of the package.</param>
    /// <param name="program">Python code of a function main; the package's program has its name.</param>
    public void Add(string name, string version, string? program = null)
    {
        var info = $"{name}-{version}.dist-info";
        var files = new Dictionary<string, string>
        {
            [$"{name}_module.py"] = program ?? "",
            [$"{info}/METADATA"] = $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            [$"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        };
        if (program is not null)
        {
            files[$"{info}/entry_points.txt"] = $"[console_scripts]\n{name} = {name}_module:main\n";
        }

        files[$"{info}/RECORD"] = string.Concat(files.Keys.Append($"{info}/RECORD").Select(file => $"{file},,\n"));
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(path).Open());
                writer.Write(text);
            }
        }

        _wheels[$"{name}-{version}-py3-none-any.whl"] = buffer.ToArray();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Links(string name) => string.Concat(_wheels.Keys
        .Where(file => file.StartsWith(name.Replace('-', '_') + "-", StringComparison.Ordinal))
        .Select(file => $"<a href=\"/wheels/{file}\">{file}</a>\n"));
}

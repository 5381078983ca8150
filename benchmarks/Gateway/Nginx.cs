using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Gateway;

/// <summary>One nginx in the foreground, with its own folder.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Body = """{"version":"2025.8","padding":"0123456789012345678901234567890123456789012345"}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("btcwatcher-bench-nginx-");
    private readonly Process _process;

    private Nginx(int workers, string http)
    {
        var file = Path.Combine(_folder.FullName, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off; worker_processes {{workers}}; pid {{_folder.FullName}}/pid; error_log stderr crit;
            worker_rlimit_nofile 20000;
            events { worker_connections 8192; }
            http {
                access_log off; keepalive_requests 1000000000; server_tokens off;
                client_body_temp_path {{_folder.FullName}}; proxy_temp_path {{_folder.FullName}};
                fastcgi_temp_path {{_folder.FullName}}; uwsgi_temp_path {{_folder.FullName}};
                scgi_temp_path {{_folder.FullName}};
            {{http}}
            }
            """);
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", _folder.FullName, "-c", file]))!;
    }

    /// <summary>The fast upstream: one port for each route, which answers a small body to everything.</summary>
    public static async Task<Nginx> UpstreamAsync(IReadOnlyList<int> ports)
    {
        var servers = new StringBuilder("server {\n");
        foreach (var port in ports) servers.AppendLine(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port};");
        servers.AppendLine("location / { default_type application/json; return 200 '" + Body + "'; }\n}");
        var nginx = new Nginx(1, servers.ToString());
        await AnswersAsync(ports[^1]);
        return nginx;
    }

    /// <summary>The reference: a location for each route, a worker for each core, kept connections as ours.</summary>
    public static async Task<Nginx> ProxyAsync(int port, IReadOnlyList<int> upstreams)
    {
        var http = new StringBuilder();
        var locations = new StringBuilder();
        for (var i = 0; i < upstreams.Count; i++)
        {
            http.AppendLine(
                CultureInfo.InvariantCulture,
                $"upstream s{i + 1} {{ server 127.0.0.1:{upstreams[i]}; keepalive 4; keepalive_timeout 4s; }}");
            locations.AppendLine(
                CultureInfo.InvariantCulture,
                $"location /api/strategy/{i + 1}/ {{ proxy_pass http://s{i + 1}/; }}");
        }

        http.AppendLine(CultureInfo.InvariantCulture, $"server {{ listen 127.0.0.1:{port} reuseport;");
        http.AppendLine("proxy_http_version 1.1; proxy_set_header Connection \"\";");
        http.Append(locations).AppendLine("}");
        var nginx = new Nginx(Environment.ProcessorCount, http.ToString());
        await AnswersAsync(port);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM by its own means: the workers go with the master.
        using var quit = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await quit.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task AnswersAsync(int port) => Eventually.TrueAsync(async () =>
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });
}

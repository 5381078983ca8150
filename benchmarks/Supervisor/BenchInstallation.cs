using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>Servers, neighbours, a data folder and a thousand ports for one supervisor after another.</summary>
internal sealed class BenchInstallation : IAsyncDisposable
{
    private const string Key = "the installation key of the benchmark, long enough";
    private readonly TestServers _servers;
    private readonly WebApplication _api;
    private readonly Uri _address = new($"http://127.0.0.1:{FreePorts.Next()}");
    private readonly string _rabbitMq;
    private readonly List<SupervisorProcess> _supervisors = [];

    private BenchInstallation(
        TestServers servers, WebApplication api, Listener events, string database, string rabbitMq)
    {
        (_servers, _api, Events, Database, _rabbitMq) = (servers, api, events, database, rabbitMq);
        Client = new HttpClient { BaseAddress = _address };
        var tokens = new ServiceTokens(new InstallationKeys(Key), new ServiceIdentity("api"), TimeProvider.System);
        Tokens = () => Client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.For("supervisor"));
        Tokens();
    }

    public string Data { get; } = Directory.CreateTempSubdirectory("btcwatcher-bench-").FullName;

    public string Folders => Path.Combine(Data, "instances");

    public string Database { get; }

    public int PortBase { get; } = FreeThousand();

    public Listener Events { get; }

    private HttpClient Client { get; }

    private Action Tokens { get; }

    public static async Task<BenchInstallation> StartAsync()
    {
        var servers = await TestServers.StartAsync();
        var rabbitMq = await servers.CreateVirtualHostAsync();
        return new(
            servers, await FakeApi.StartAsync(), await Listener.StartAsync(rabbitMq),
            await servers.CreateDatabaseAsync(), rabbitMq);
    }

    /// <summary>A supervisor that answers; ended with the installation when nobody has ended it.</summary>
    public async Task<SupervisorProcess> StartSupervisorAsync(params (string Name, string Value)[] settings)
    {
        var supervisor = new SupervisorProcess(Settings().Concat(settings));
        _supervisors.Add(supervisor);
        await Eventually.TrueAsync(async () =>
        {
            supervisor.MustRun();
            return await TryInstancesAsync() is not null;
        }, TimeSpan.FromMinutes(2));
        return supervisor;
    }

    /// <summary>Null when nobody answers.</summary>
    public async Task<IReadOnlyList<InstanceView>?> TryInstancesAsync()
    {
        try
        {
            return await InstancesAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<InstanceView>> InstancesAsync()
    {
        Tokens();
        return (await Client.GetFromJsonAsync<InstanceView[]>("/internal/instances", MessageJson.Options))!;
    }

    public async Task<int> AllocatedPortsAsync() =>
        (await Client.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/internal/ports"))!["allocated_ports"]!
            .GetValue<int>();

    public Task AskAllAsync(IEnumerable<int> ids, DesiredState state, long revision) =>
        Task.WhenAll(ids.Select(id => Events.AskAsync(id, state, revision)));

    public async ValueTask DisposeAsync()
    {
        foreach (var supervisor in _supervisors) await supervisor.DisposeAsync();
        await ProcessTable.KillAllAsync(Data);
        Client.Dispose();
        await Events.DisposeAsync();
        await _api.DisposeAsync();
        await _servers.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static int FreeThousand()
    {
        while (true)
        {
            var first = RandomNumberGenerator.GetInt32(9000, 19000);
            if (Enumerable.Range(first, 1000).All(FreePorts.IsFree)) return first;
        }
    }

    private IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("ConnectionStrings__btcwatcher", Database),
        ("ConnectionStrings__rabbitmq", _rabbitMq),
        ("services__api__http__0", _api.Urls.Single()),
        ("Installation__Key", Key),
        ("Installation__Data", Data),
        ("Installation__Simulated", "true"),
        ("ASPNETCORE_URLS", _address.ToString()),
        ("FreqTrade__Command", Repository.Program("Simulator")),
        ("Instances__PortBase", PortBase.ToString(CultureInfo.InvariantCulture)),
        ("Instances__WebhookUrl", _api.Urls.Single()),
        ("BTCWATCHER_DATA", Data),
        ("SIMULATOR_MARKET", "synthetic"),
        ("SIMULATOR_CANDLE_SECONDS", "300"),
    ];
}

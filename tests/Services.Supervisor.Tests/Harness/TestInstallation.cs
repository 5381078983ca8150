using System.Globalization;
using System.Net.Http.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>
/// A data folder, a database, a broker's virtual host and neighbours for one supervisor after another.
/// </summary>
internal sealed class TestInstallation : IAsyncDisposable
{
    public const string Key = "the installation key of the tests, long enough";
    private readonly List<SupervisorProcess> _supervisors = [];
    private readonly string _rabbitMq;
    private readonly int _port = FreePorts.Next();

    private TestInstallation(string database, string rabbitMq, FakeApi api, BusListener bus)
    {
        (Database, _rabbitMq, Api, Bus) = (database, rabbitMq, api, bus);
        var tokens = new ServiceTokens(new InstallationKeys(Key), new ServiceIdentity("api"), TimeProvider.System);
        Client = new HttpClient(new TokenHandler(tokens)) { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
    }

    public string Data { get; } = Directory.CreateTempSubdirectory("btcw-supervisor-").FullName;

    public int PortBase { get; } = FreePortBase();

    public string Database { get; }

    public FakeApi Api { get; }

    public BusListener Bus { get; }

    /// <summary>Calls the supervisor as the api does.</summary>
    public HttpClient Client { get; }

    public string FolderOf(int id) => Path.Combine(Data, "instances", id.ToString(CultureInfo.InvariantCulture));

    public IEnumerable<string> SupervisorOutput => _supervisors.SelectMany(one => one.Output);

    /// <param name="servers">The assembly's.</param>
    /// <param name="sends">False for a test that asks nothing of an instance.</param>
    public static async Task<TestInstallation> CreateAsync(Servers servers, bool sends = true)
    {
        var real = await servers.GetAsync();
        var broker = sends ? await real.CreateVirtualHostAsync() : await servers.GetQuietBrokerAsync();
        return new(await real.CreateDatabaseAsync(), broker, await FakeApi.StartAsync(),
            await BusListener.StartAsync(broker));
    }

    public async Task<SupervisorProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var supervisor = Launch(settings);
        await supervisor.ReadyAsync(Client);
        return supervisor;
    }

    public SupervisorProcess Launch(params (string Name, string Value)[] settings)
    {
        var environment = Environment();
        foreach (var (name, value) in settings) environment[name] = value;
        var supervisor = SupervisorProcess.Start(environment);
        _supervisors.Add(supervisor);
        return supervisor;
    }

    /// <summary>Kills the supervisor that runs.</summary>
    public Task KillAsync() => _supervisors[^1].KillAsync();

    /// <summary>Asks for a state, as the api does; the version is made known first.</summary>
    public Task AskAsync(
        int id, DesiredState state, long revision, int version = 1, int nonce = 0,
        StrategyDefinition? definition = null)
    {
        Api.Definitions.TryAdd((id, version), definition ?? TestConfigs.Definition(id, version));
        return Bus.PublishAsync(new SetDesiredState
        {
            StrategyId = id, Revision = revision, State = state, Version = version, RestartNonce = nonce,
        });
    }

    /// <summary>Tells that a strategy is deleted, as the api does.</summary>
    public Task DeleteAsync(int id, long revision) => Bus.PublishAsync(new StrategyChanged
    {
        StrategyId = id, Revision = revision, Change = StrategyChange.Deleted,
        Profile = TestConfigs.Definition(id).Profile,
    });

    public async Task<InstanceView?> FindAsync(int id)
    {
        using var answer = await Client.GetAsync($"/internal/instances/{id}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<InstanceView>(MessageJson.Options)
            : null;
    }

    /// <summary>Polls until the instance is as wished.</summary>
    public async Task<InstanceView> UntilAsync(int id, Func<InstanceView, bool> condition)
    {
        InstanceView? last = null;
        try
        {
            await Eventually.TrueAsync(async () =>
                (last = await FindAsync(id)) is not null && condition(last), TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Never as wished; last {last}\n{string.Join('\n', SupervisorOutput.TakeLast(40))}");
        }

        return last!;
    }

    public Task<InstanceView> UntilAsync(int id, InstanceState state) => UntilAsync(id, view => view.State == state);

    /// <summary>Puts a fault in force for the Simulator.</summary>
    public void Fault(int id, string json)
    {
        Directory.CreateDirectory(Path.Combine(FolderOf(id), "user_data"));
        File.WriteAllText(Path.Combine(FolderOf(id), "user_data", "simulator.control"), json);
    }

    public static ProcessIdentity Process(InstanceView view) => ProcFs.Find(view.Pid!.Value)
        ?? throw new InvalidOperationException($"process {view.Pid} has gone");

    public async ValueTask DisposeAsync()
    {
        foreach (var supervisor in _supervisors) await supervisor.DisposeAsync();
        foreach (var (_, process) in InstanceMark.FindAll(Data)) Signals.Kill(process);
        await Eventually.TrueAsync(() => InstanceMark.FindAll(Data).Count == 0);
        Client.Dispose();
        await Bus.DisposeAsync();
        await Api.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    // Of the thousand that the supervisor takes for its own, the tests use the first few, and the canary's.
    private static int FreePortBase()
    {
        while (true)
        {
            var first = FreePorts.Next();
            if (first <= 31000 && Enumerable.Range(first, 6).Append(first + 999).All(LoopbackPort.IsFree)) return first;
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["ConnectionStrings__btcwatcher"] = Database,
        ["ConnectionStrings__rabbitmq"] = _rabbitMq,
        ["services__api__http__0"] = Api.Address,
        ["services__signals__http__0"] = Api.Address,
        ["Installation__Key"] = Key,
        ["Installation__Data"] = Data,
        ["Installation__Simulated"] = "true",
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}",
        ["FreqTrade__Command"] = Repository.Program("Simulator"),
        ["Instances__PortBase"] = PortBase.ToString(CultureInfo.InvariantCulture),
        ["Instances__WebhookUrl"] = Api.Address,
        ["Instances__ProbeInterval"] = "00:00:00.5",
        ["Instances__FirstRestartDelay"] = "00:00:00.2",
        ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        ["BTCWATCHER_DATA"] = Data,
        ["SIMULATOR_MARKET"] = "synthetic",
        ["SIMULATOR_START_SECONDS"] = "0.2",
        ["SIMULATOR_CANDLE_SECONDS"] = "1",
    };
}

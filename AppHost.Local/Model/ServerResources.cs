namespace BtcWatcher.AppHost.Local;

/// <summary>What is a container on Aspire, and a private server process here.</summary>
public abstract class ContainerResource : Resource, IResourceWithWaitSupport, IComputeResource
{
    private protected ContainerResource(string name)
        : base(name)
    {
    }

    internal int Port => Endpoint("tcp").Port ?? 0;
}

public sealed class PostgresServerResource : ContainerResource, IConnectionStringSource
{
    internal PostgresServerResource(string name, Func<string> password)
        : base(name) => Password = new Lazy<string>(password);

    internal Lazy<string> Password { get; }

    internal List<string> Databases { get; } = [];

    string IConnectionStringSource.ConnectionString => ConnectionStringTo("postgres");

    internal string ConnectionStringTo(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Password={Password.Value};Database={database}";
}

public sealed class PostgresDatabaseResource : Resource, IConnectionStringSource
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource server)
        : base(name)
    {
        Parent = server;
        DatabaseName = databaseName;
    }

    public PostgresServerResource Parent { get; }

    public string DatabaseName { get; }

    string IConnectionStringSource.ConnectionString => Parent.ConnectionStringTo(DatabaseName);
}

public sealed class RedisResource : ContainerResource, IConnectionStringSource
{
    internal RedisResource(string name, Func<string> password)
        : base(name) => Password = new Lazy<string>(password);

    internal Lazy<string> Password { get; }

    string IConnectionStringSource.ConnectionString => $"127.0.0.1:{Port},password={Password.Value}";
}

public sealed class RabbitMQServerResource : ContainerResource, IConnectionStringSource
{
    internal RabbitMQServerResource(string name, Func<string> userName, Func<string> password)
        : base(name)
    {
        UserName = new Lazy<string>(userName);
        Password = new Lazy<string>(password);
    }

    internal Lazy<string> UserName { get; }

    internal Lazy<string> Password { get; }

    internal int DistributionPort => Endpoint("distribution").Port ?? 0;

    internal int EpmdPort => Endpoint("epmd").Port ?? 0;

    string IConnectionStringSource.ConnectionString =>
        $"amqp://{UserName.Value}:{Uri.EscapeDataString(Password.Value)}@127.0.0.1:{Port}";
}

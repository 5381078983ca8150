using MassTransit;

namespace BtcWatcher.ServiceDefaults.Messaging;

/// <summary>The consumers of a service, by how their messages are delivered.</summary>
public sealed class ConsumerList
{
    private readonly List<Type> _shared = [];
    private readonly List<Type> _each = [];

    internal IReadOnlyList<Type> SharedTypes => _shared;

    internal IReadOnlyList<Type> EachTypes => _each;

    internal IEnumerable<Type> All => _shared.Concat(_each);

    /// <summary>
    /// One durable queue for the service: a message is handled by one of its processes, also one sent while none ran.
    /// </summary>
    public void Shared<TConsumer>()
        where TConsumer : class, IConsumer => _shared.Add(typeof(TConsumer));

    /// <summary>
    /// A temporary queue for each process: every process sees the message, and none that was sent before it started.
    /// </summary>
    public void Each<TConsumer>()
        where TConsumer : class, IConsumer => _each.Add(typeof(TConsumer));
}

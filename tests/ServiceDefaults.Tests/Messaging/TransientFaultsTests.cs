using System.Net;
using System.Net.Sockets;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.ServiceDefaults.Tests.Messaging;

public sealed class TransientFaultsTests
{
    public static TheoryData<Exception, bool> Faults { get; } = new()
    {
        { new TimeoutException(), true },
        { new InvalidOperationException("outer", new SocketException(111)), true },
        { new HttpRequestException("refused"), true },
        { new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable), true },
        { new HttpRequestException("wrong", null, HttpStatusCode.NotFound), false },
        { new AggregateException(new ArgumentException("a"), new TimeoutException()), true },
        { new ArgumentException("poison"), false },
        { new System.Text.Json.JsonException("poison"), false },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Is_Fault_TellsWhetherItPasses(Exception fault, bool expected) => Assert.Equal(expected, TransientFaults.Is(fault));
}

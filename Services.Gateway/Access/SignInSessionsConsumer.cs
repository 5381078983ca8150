using BtcWatcher.Contracts;
using BtcWatcher.Services.Gateway.Forwarding;
using MassTransit;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>A session, key or user that is revoked ends its websockets and what is remembered of passwords.</summary>
internal sealed class SignInSessionsConsumer(BasicSignIn signIn, OpenSockets sockets) : IConsumer<SessionRevoked>
{
    public Task Consume(ConsumeContext<SessionRevoked> context)
    {
        signIn.Forget();
        sockets.Close(context.Message.SessionId);
        return Task.CompletedTask;
    }
}

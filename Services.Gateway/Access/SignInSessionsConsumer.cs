using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>A changed password ends sessions, and with them what is remembered of passwords.</summary>
internal sealed class SignInSessionsConsumer(BasicSignIn signIn) : IConsumer<SessionRevoked>
{
    public Task Consume(ConsumeContext<SessionRevoked> context)
    {
        signIn.Forget();
        return Task.CompletedTask;
    }
}

using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using MassTransit;

namespace BtcWatcher.ServiceDefaults.Messaging;

internal sealed class SessionRevokedConsumer(IUserKeys keys, IApiKeys apiKeys) : IConsumer<SessionRevoked>
{
    public Task Consume(ConsumeContext<SessionRevoked> context)
    {
        keys.Revoke(context.Message.SessionId);
        apiKeys.Forget();
        return Task.CompletedTask;
    }
}

/// <summary>Fetches the new key before the first token that is signed with it arrives.</summary>
internal sealed class SigningKeyChangedConsumer(IUserKeys keys) : IConsumer<SigningKeyChanged>
{
    public Task Consume(ConsumeContext<SigningKeyChanged> context) =>
        keys.FindAsync(context.Message.KeyId, context.CancellationToken).AsTask();
}

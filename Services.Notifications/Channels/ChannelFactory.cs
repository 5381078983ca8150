using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>
/// Makes and changes channels from requests. What is wrong is added to the errors, and then nothing is changed.
/// </summary>
internal sealed class ChannelFactory(ChannelVault vault, ISettings settings, TimeProvider clock)
{
    public Channel Create(ChannelRequest request, Dictionary<string, string[]> errors)
    {
        var now = clock.GetUtcNow();
        var channel = new Channel
        {
            Id = Guid.CreateVersion7(now),
            Name = request.Name!.Trim(),
            Kind = request.Kind!.Value,
            Template = settings.Current.Notifications.Templates.SignalTemplate == "simple"
                ? TemplateKind.Short
                : TemplateKind.Detailed,
            ConfigSealed = "",
            CreatedAt = now,
        };
        Change(channel, request with { Config = request.Config ?? new ChannelConfigRequest() }, errors);
        return channel;
    }

    public void Change(Channel channel, ChannelRequest request, Dictionary<string, string[]> errors)
    {
        if (request.Config is { } config)
        {
            var sealedText = channel.Kind == ChannelKind.Webhook
                ? Webhook(channel, config, errors)
                : Email(channel, config, errors);
            if (errors.Count > 0) return;
            channel.ConfigSealed = sealedText;
        }

        channel.Name = request.Name?.Trim() ?? channel.Name;
        channel.Enabled = request.Enabled ?? channel.Enabled;
        channel.Language = request.Language ?? channel.Language;
        channel.Template = request.Template ?? channel.Template;
        channel.MinLevel = request.MinLevel ?? channel.MinLevel;
        channel.Priorities = request.Priorities?.Distinct().ToList() ?? channel.Priorities;
        channel.Kinds = request.Kinds?.Distinct().ToList() ?? channel.Kinds;
        channel.Strategies = request.Strategies?.Distinct().ToList() ?? channel.Strategies;
        channel.Limited = request.Limited ?? channel.Limited;
        channel.UpdatedAt = clock.GetUtcNow();
    }

    private string Webhook(Channel channel, ChannelConfigRequest request, Dictionary<string, string[]> errors)
    {
        var config = request.Webhook(channel.ConfigSealed.Length > 0 ? vault.Webhook(channel) : null);
        ChannelValidation.Check(config, channel.BuiltIn, errors);
        return vault.Seal(config);
    }

    private string Email(Channel channel, ChannelConfigRequest request, Dictionary<string, string[]> errors)
    {
        var config = request.Email(channel.ConfigSealed.Length > 0 ? vault.Email(channel) : null);
        ChannelValidation.Check(config, errors);
        return vault.Seal(config);
    }
}

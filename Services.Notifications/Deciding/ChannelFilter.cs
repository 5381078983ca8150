using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>Whether a channel is meant for an occasion at all, whatever the time.</summary>
internal static class ChannelFilter
{
    public static bool Wants(Channel channel, Occasion occasion, DeliveryRules rules) =>
        channel.Enabled
        && occasion.Priority != SignalPriority.Ignore
        && occasion.KnownAt >= channel.CreatedAt
        && (channel.Kinds.Count == 0 || channel.Kinds.Contains(occasion.Kind))
        && (channel.Priorities.Count == 0 || channel.Priorities.Contains(occasion.Priority))
        && (channel.Strategies.Count == 0 || occasion.StrategyId is not { } id || channel.Strategies.Contains(id))
        && (occasion.Level is not { } level || level >= channel.MinLevel)
        && rules.For(occasion.Priority).Allows(channel.Kind);
}

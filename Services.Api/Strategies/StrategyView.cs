using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Brings together what is stored of a strategy and what was seen of its instance.</summary>
internal sealed class StrategyView(StrategyStates states, IOptions<InstallationOptions> installation)
{
    public const string Unknown = "unknown";

    public string StateOf(int strategyId) =>
        states.SupervisorSilent ? Unknown : Name(states.Find(strategyId)?.State ?? InstanceState.Stopped);

    public StrategyItem Item(Strategy strategy, StrategyDefinition definition)
    {
        var seen = states.SupervisorSilent ? null : states.Find(strategy.Id);
        return new()
        {
            StrategyId = strategy.Id,
            Name = strategy.Name,
            StrategyClass = strategy.StrategyClass,
            Version = definition.Profile.VersionLabel,
            VersionNumber = strategy.CurrentVersion,
            Timeframe = definition.Profile.Timeframe,
            Exchange = definition.Profile.Exchange,
            PairWhitelist = definition.PairWhitelist,
            DesiredState = strategy.DesiredState,
            State = StateOf(strategy.Id),
            Generation = seen?.Generation ?? 0,
            Port = seen?.Port,
            Pid = seen?.Pid,
            StartedAt = seen?.StartedAt,
            Reason = seen?.Reason,
            DataFresh = seen?.DataFresh,
            DataReason = seen?.DataReason,
            Strength = definition.Profile.Strength,
            Tags = strategy.Tags,
            CreatedAt = strategy.CreatedAt,
            UpdatedAt = strategy.UpdatedAt,
            Simulated = installation.Value.Simulated,
        };
    }

    public StrategyDetail Detail(Strategy strategy, StrategyDefinition definition) =>
        new(Item(strategy, definition), definition);

    /// <summary>The state as JSON writes it.</summary>
    public static string Name(InstanceState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}

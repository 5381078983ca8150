using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Outbound;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>Brings together what one instance's configuration is made of.</summary>
internal sealed partial class ConfigWriter(
    InstallationKeys keys, InstanceFolders folders, OutboundRoutes routes, IOptions<InstancesOptions> options)
{
    private readonly ConcurrentDictionary<int, (string Sealed, Credentials Open)> _unsealed = new();

    public JsonObject Build(Instance instance, StrategyDefinition definition) => InstanceConfig.Build(
        routes.Resolve(definition), folders.Of(instance.StrategyId), instance.Port!.Value, CredentialsOf(instance),
        WebhookUrl(definition.Profile));

    /// <summary>What FreqTrade would refuse, were the definition started.</summary>
    public IReadOnlyList<ConfigViolation> Violations(StrategyDefinition definition) => ConfigValidator.Validate(
        InstanceConfig.Build(
            routes.Resolve(definition), folders.Of(definition.Profile.StrategyId), options.Value.PortBase,
            Credentials.Create(), WebhookUrl(definition.Profile)),
        StrategyHas(definition));

    /// <summary>Unsealed once: every probe needs them.</summary>
    public Credentials CredentialsOf(Instance instance)
    {
        var text = instance.SealedCredentials!;
        if (_unsealed.TryGetValue(instance.StrategyId, out var known) && known.Sealed == text) return known.Open;

        var open = JsonSerializer.Deserialize<Credentials>(keys.Unseal(text))!;
        _unsealed[instance.StrategyId] = (text, open);
        return open;
    }

    public string WebhookUrl(StrategyProfile profile) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Value.WebhookUrl.TrimEnd('/')}/api/v1/signals/webhook/{profile.StrategyId}/{Secret(profile)}");

    /// <summary>Null when it has none yet, or another installation has sealed them: its data was restored here.</summary>
    public Credentials? FindCredentials(Instance instance)
    {
        if (instance.SealedCredentials is null) return null;
        try
        {
            return CredentialsOf(instance);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What must not be seen in the instance's logs.</summary>
    public SecretMask MaskOf(Instance instance) => new(FindCredentials(instance)?.Secrets ?? []);

    /// <summary>
    /// Settings that the strategy's code seems to set itself; without its code, FreqTrade is the judge.
    /// </summary>
    public static IEnumerable<string> StrategyHas(StrategyDefinition definition) => definition.Files.Count == 0
        ? ConfigValidator.FromStrategy
        : ConfigValidator.FromStrategy.Where(name => name is "minimal_roi" or "max_open_trades"
            || definition.Files.Values.Any(text =>
                Assignment().Matches(text).Any(match => match.Groups[1].Value == name)));

    private string Secret(StrategyProfile profile) => keys.WebhookSecret(profile.StrategyId, profile.WebhookEpoch);

    [GeneratedRegex(@"^\s+(timeframe|stoploss)\s*(?::[^=\n]+)?=", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}

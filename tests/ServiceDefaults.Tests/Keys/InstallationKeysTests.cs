using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.ServiceDefaults.Tests.Keys;

public sealed class InstallationKeysTests
{
    private readonly InstallationKeys _keys = new("an installation key of enough characters");

    [Fact]
    public void Seal_Unsealed_GivesThePlainText()
    {
        var sealedText = _keys.Seal("smtp-password ✓");

        Assert.DoesNotContain("smtp", sealedText);
        Assert.Equal("smtp-password ✓", _keys.Unseal(sealedText));
    }

    [Fact]
    public void Seal_Twice_GivesDifferentTexts() => Assert.NotEqual(_keys.Seal("same"), _keys.Seal("same"));

    [Fact]
    public void Unseal_OtherInstallation_Refuses()
    {
        var sealedText = _keys.Seal("secret");

        Assert.ThrowsAny<CryptographicException>(
            () => new InstallationKeys("another installation key, as long as that").Unseal(sealedText));
    }

    [Fact]
    public void Unseal_ChangedText_Refuses()
    {
        var sealedText = _keys.Seal("secret");
        var changed = sealedText[..^1] + (sealedText[^1] == 'A' ? 'Q' : 'A');

        Assert.ThrowsAny<CryptographicException>(() => _keys.Unseal(changed));
    }

    [Fact]
    public void WebhookSecret_SameStrategyAndEpoch_IsTheSame()
    {
        Assert.Equal(_keys.WebhookSecret(7, 1), new InstallationKeys("an installation key of enough characters").WebhookSecret(7, 1));
        Assert.Equal(43, _keys.WebhookSecret(7, 1).Length);
    }

    [Fact]
    public void WebhookSecret_OtherStrategyOrEpoch_Differs()
    {
        string[] secrets = [_keys.WebhookSecret(7, 1), _keys.WebhookSecret(71, 1), _keys.WebhookSecret(7, 11), _keys.WebhookSecret(7, 2)];

        Assert.Equal(4, secrets.Distinct().Count());
    }

    [Fact]
    public void Derive_OtherPurpose_GivesAnotherKey() => Assert.NotEqual(_keys.Derive("a", 32), _keys.Derive("b", 32));
}

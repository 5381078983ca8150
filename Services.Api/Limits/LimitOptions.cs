using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Api.Limits;

/// <summary>How much one user and one address may ask: so many at once, and so many a second after that.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>False lets everybody ask as often as he likes.</summary>
    public bool Enabled { get; set; } = true;

    [Range(1, 1_000_000)] public int UserBurst { get; set; } = 2000;
    [Range(1, 1_000_000)] public int UserPerSecond { get; set; } = 200;
    [Range(1, 1_000_000)] public int AddressBurst { get; set; } = 5000;
    [Range(1, 1_000_000)] public int AddressPerSecond { get; set; } = 500;

    /// <summary>Of any body that has no bound of its own.</summary>
    [Range(65_536, 1_073_741_824)] public long BodyBytes { get; set; } = 8 << 20;

    /// <summary>In which a request's headers must have come.</summary>
    [Range(1, 300)] public int HeaderSeconds { get; set; } = 15;
}

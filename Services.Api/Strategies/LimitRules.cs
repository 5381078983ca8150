using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>What a strategy may ask for; an empty object goes back to the installation's defaults.</summary>
internal static class LimitRules
{
    public static ResourceLimits? Read(LimitsRequest? request, ValidationErrors errors)
    {
        if (request is null) return null;

        errors.Require(request.MemoryMb is null or (>= 64 and <= 1_048_576), "limits.memory_mb",
            "Use 64 to 1048576 MiB, or leave it out.");
        errors.Require(request.Nice is null or (>= 0 and <= 19), "limits.nice", "Use 0 to 19, or leave it out.");
        errors.Require(request.OpenFiles is null or (>= 256 and <= 1_048_576), "limits.open_files",
            "Use 256 to 1048576, or leave it out.");
        return new() { MemoryMb = request.MemoryMb, Nice = request.Nice, OpenFiles = request.OpenFiles };
    }
}

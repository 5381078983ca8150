using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Where the strategies that come with BTC Watcher are.</summary>
internal sealed class StrategiesOptions
{
    public const string Section = "Strategies";

    /// <summary>Folder with one Python file a strategy and signal_out.py; empty where none are shipped.</summary>
    public string Directory { get; set; } = "";
}

/// <summary>The strategies and the mixin that come with BTC Watcher.</summary>
internal sealed class ShippedStrategies(IOptions<StrategiesOptions> options)
{
    private const string MixinFile = "signal_out.py";
    private const string MixinModule = "signal_out";

    /// <summary>Whether a folder is configured at all.</summary>
    public bool Configured => options.Value.Directory.Length > 0;

    /// <summary>The file that defines the class, and the mixin; null when no file does.</summary>
    public IReadOnlyDictionary<string, string>? Find(string className)
    {
        if (!Directory.Exists(options.Value.Directory)) return null;

        foreach (var path in Directory.EnumerateFiles(options.Value.Directory, "*.py").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(path);
            if (!StrategyFileRules.Defines(text, className)) continue;
            return WithMixin(new Dictionary<string, string> { [Path.GetFileName(path)] = text });
        }

        return null;
    }

    /// <summary>
    /// Adds what the person left out: the code of a class that is shipped, or the mixin that the code imports.
    /// </summary>
    public StrategyDraft Complete(StrategyDraft draft)
    {
        if (draft.Files.Count == 0) return draft with { Files = Find(draft.StrategyClass) ?? draft.Files };
        var wanted = draft.Files.Values.Any(text => text.Contains(MixinModule, StringComparison.Ordinal));
        return wanted ? draft with { Files = WithMixin(draft.Files) } : draft;
    }

    private SortedDictionary<string, string> WithMixin(IReadOnlyDictionary<string, string> files)
    {
        var all = new SortedDictionary<string, string>(files.ToDictionary(), StringComparer.Ordinal);
        var mixin = Path.Combine(options.Value.Directory, MixinFile);
        if (!all.ContainsKey(MixinFile) && File.Exists(mixin)) all[MixinFile] = File.ReadAllText(mixin);
        return all;
    }
}

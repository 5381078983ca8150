using System.Text.Json;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>Lets Python parse the files; it runs none of them.</summary>
internal static class SyntaxCheck
{
    private const string Script = """
        import json, os, sys, warnings
        warnings.simplefilter("ignore")
        print(json.dumps({"python": sys.version.split()[0]}))
        for folder, _, names in sorted(os.walk("strategies")):
            for name in sorted(names):
                if not name.endswith(".py"):
                    continue
                path = os.path.join(folder, name)
                try:
                    with open(path, "rb") as file:
                        compile(file.read(), path, "exec", 0, True)
                except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
                    print(json.dumps({"file": os.path.relpath(path, "strategies"),
                        "line": getattr(fault, "lineno", None),
                        "message": getattr(fault, "msg", None) or str(fault) or type(fault).__name__}))
        """;

    /// <summary>In the folder that holds strategies/.</summary>
    public static IReadOnlyList<string> Program { get; } = ["python3", "-I", "-S", "-B", "-c", Script];

    /// <summary>The version of Python that parsed, null when there is none here; and what it refused.</summary>
    public static (string? Python, IReadOnlyList<ScanFinding> Findings) Read(SandboxRun run)
    {
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Line>(line, MessageJson.Options)!).ToList();
        if (lines.FirstOrDefault()?.Python is not { } version) return (null, []);
        var findings = lines.Skip(1).Select(line => new ScanFinding
        {
            Kind = ScanFault.Syntax, File = line.File, Line = line.Number, Message = line.Message ?? "no Python",
        }).ToList();
        // A text can be made to end the parser itself.
        if (run.End != SandboxEnd.Exited || run.Code != 0) findings.Add(ScanOutput.Ended(run, "Python's parser"));
        return (version, findings);
    }

    private sealed record Line(
        string? Python, string? File, [property: System.Text.Json.Serialization.JsonPropertyName("line")] int? Number,
        string? Message);
}

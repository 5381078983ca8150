namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>How a program in the sandbox ended.</summary>
internal enum SandboxEnd { Exited, TimedOut, TooMuchMemory, TooMuchDisk, NotStarted }

/// <summary>What a program in the sandbox did; its texts are cut at a length.</summary>
internal sealed record SandboxRun(SandboxEnd End, int Code, string Output, string Errors);

using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Either a release to install, or the command of a program that is installed already.</summary>
internal sealed partial record InstallRequest(
    string? Version, string? Command, IReadOnlyList<string>? Packages, string? Image)
{
    private const int MostPackages = 50;

    /// <returns>What is wrong, with the field; null when nothing is.</returns>
    public (string Field, string WhatToDo)? Problem() => this switch
    {
        { Image: not null } => ("image",
            "Container images are not supported: name a release in version, or an installed program in command."),
        { Command: null, Version: null } => ("version", "Name a release such as 2025.9, or a program in command."),
        { Command.Length: 0 or > 1000 } => ("command", "Name a program with its leading arguments."),
        { Command: null } when !Release().IsMatch(Version!) => ("version", "Name a release such as 2025.9."),
        { Command: not null, Packages.Count: > 0 } => ("packages",
            "A registered program has the packages of its own environment: add them there."),
        { Packages.Count: > MostPackages } => ("packages", $"At most {MostPackages}."),
        _ when Packages?.FirstOrDefault(name => name is null || !Package().IsMatch(name)) is { } bad =>
            ("packages", $"'{bad}' is no package: name it such as ta-lib==0.6.5."),
        _ when Packages?.Contains(null!) is true => ("packages", "A name is missing."),
        _ => null,
    };

    [GeneratedRegex(@"\A[0-9]{4}\.[0-9]{1,2}(\.[0-9]{1,3})?\z")]
    private static partial Regex Release();

    // Never an option of pip, an address or a path.
    [GeneratedRegex(
        @"\A[A-Za-z0-9][A-Za-z0-9._-]{0,80}(\[[A-Za-z0-9,_-]{1,80}\])?([=><~!]=[A-Za-z0-9.*+!_-]{1,40})?\z")]
    private static partial Regex Package();
}

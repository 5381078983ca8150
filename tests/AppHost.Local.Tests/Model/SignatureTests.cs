using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using BtcWatcher.Testing;

namespace BtcWatcher.AppHost.Local.Tests.Model;

/// <summary>
/// AppHost.cs must mean the same on Aspire: what it may call here has the signatures recorded from Aspire.
/// </summary>
public sealed partial class SignatureTests
{
    private static readonly string? Page = Repository.Shared("aspire-api.md");

    public static TheoryData<string> PublicMethods() => new(
        typeof(IDistributedApplicationBuilder).Assembly.GetExportedTypes()
            .Where(t => t.IsAbstract && t.IsSealed)
            .Append(typeof(DistributedApplication))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(SignatureText.Of));

    [Theory]
    [MemberData(nameof(PublicMethods))]
    public void PublicMethod_ComparedWithAspire_HasItsSignature(string signature)
    {
        Assert.SkipWhen(Page is null, Repository.SharedAbsent);

        Assert.Contains(signature, Recorded());
    }

    [Fact]
    public void Builder_ComparedWithAspire_HasOnlyItsMembers()
    {
        Assert.SkipWhen(Page is null, Repository.SharedAbsent);
        var line = File.ReadLines(Page!).Single(l => l.StartsWith("- `IDAB {", StringComparison.Ordinal));

        foreach (var property in typeof(IDistributedApplicationBuilder).GetProperties())
        {
            var type = property.PropertyType == typeof(string) ? "string" : property.PropertyType.Name;
            Assert.Contains($"{type} {property.Name}", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AppHost_Topology_IsShortAndWithoutConditions()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "AppHost", "AppHost.cs"));

        Assert.InRange(lines.Length, 1, 120);
        Assert.DoesNotContain(lines, l => l.TrimStart().StartsWith('#'));
    }

    private static HashSet<string> Recorded() => File.ReadLines(Page!)
        .Select(l => Line().Match(l))
        .Where(m => m.Success)
        .Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value}"
            .Replace("RB<", "IResourceBuilder<", StringComparison.Ordinal)
            .Replace("IDAB ", "IDistributedApplicationBuilder ", StringComparison.Ordinal))
        .ToHashSet();

    [GeneratedRegex(@"^- `(\w+)` · `(.+?)(?:  \[.*\])?`$")]
    private static partial Regex Line();
}

/// <summary>A method in the notation of aspire-api.md.</summary>
internal static class SignatureText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod
            ? $"<{string.Join(',', method.GetGenericArguments().Select(a => a.Name))}>"
            : "";
        var parameters = string.Join(", ", method.GetParameters().Select(p => Parameter(method, p)));
        var constraints = string.Concat(method.IsGenericMethod ? method.GetGenericArguments().Select(Constraint) : []);
        return $"{method.DeclaringType!.Name}: {Type(Nullability.Create(method.ReturnParameter))} "
            + $"{method.Name}{generic}({parameters}){constraints}";
    }

    private static string Parameter(MethodInfo method, ParameterInfo parameter)
    {
        var extension = parameter.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var whenAbsent = !parameter.HasDefaultValue ? ""
            : parameter.ParameterType == typeof(CancellationToken) ? " = default"
            : " = " + (parameter.DefaultValue switch
            {
                null => "null",
                bool flag => flag ? "true" : "false",
                var value => $"{value}",
            });
        return $"{extension}{Type(Nullability.Create(parameter))} {parameter.Name}{whenAbsent}";
    }

    private static string Constraint(Type argument) => argument.GetGenericParameterConstraints() is [var constraint, ..]
        ? $" where {argument.Name}: {constraint.Name}"
        : "";

    private static string Type(NullabilityInfo info)
    {
        var type = info.Type;
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Name(inner) + "?";
        }

        var name = type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{Arguments(info)}>"
            : type.IsArray ? Name(type.GetElementType()!) + "[]" : Name(type);
        var nullable = !type.IsValueType && !type.IsGenericParameter && info.ReadState == NullabilityState.Nullable;
        return nullable ? name + "?" : name;
    }

    private static string Arguments(NullabilityInfo info) => string.Join(", ", info.GenericTypeArguments.Select(Type));

    private static string Name(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(int) => "int",
        _ when type == typeof(long) => "long",
        _ when type == typeof(bool) => "bool",
        _ => type.Name,
    };
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>Whoever knows the original's addresses finds them, with the fields that it documents.</summary>
[Trait("Category", "Slow")]
public sealed class OriginalRoutesTests(SharedSystem shared)
{
    private const string Name = "as in the original";

    [Fact]
    public async Task Routes_OfTheSystem_AnswerWithTheDocumentedFields()
    {
        var system = await shared.GetAsync();
        using var rest = await LoggedInAsync(system);
        await Eventually.TrueAsync(async () => (await rest.GetAsync("/api/v1/system/capacity/utilization-trend"))
            .GetProperty("data_points").GetArrayLength() > 0, TimeSpan.FromSeconds(60));

        await Assert.MultipleAsync(
            [.. OriginalRoutes.System.Select(route => (Func<Task>)(() => HoldAsync(rest, route, route.Path)))]);
    }

    [Fact]
    public async Task Routes_OfAStrategy_AnswerWithTheDocumentedFields()
    {
        var system = await shared.GetAsync();
        using var rest = await LoggedInAsync(system);
        using var gateway = new RestClient(system.Gateway);
        gateway.UseTokenOf(rest);
        using var webhooks = new RestClient(system.Webhooks);
        var shipped = (await rest.GetAsync("/api/v1/strategies/1")).GetProperty("strategy_class").GetString()!;
        var create = OriginalRoutes.Create with { Body = OriginalRoutes.Create.Body!.Replace("CLASS", shipped) };
        var created = await HoldAsync(rest, create, create.Path);
        var id = $"{created.GetProperty("strategy_id").GetInt32()}";
        await HoldAsync(rest, OriginalRoutes.Start, OriginalRoutes.Start.Path.Replace("{id}", id));
        await Eventually.TrueAsync(async () =>
            (await rest.GetAsync("/api/v1/strategies/" + id)).GetProperty("state").GetString() == "running",
            TimeSpan.FromSeconds(90));
        var secret = await system.WebhookSecretAsync(int.Parse(id));
        using var producers = new RestClient(system.Api);
        producers.Use(await rest.GetAsync("/api/v1/signals/producers/" + id));

        await Assert.MultipleAsync([.. OriginalRoutes.OfAStrategy.Select(route => (Func<Task>)(() => HoldAsync(
            route.At switch
            {
                Served.Gateway => gateway, Served.Webhooks => webhooks, Served.Producers => producers, _ => rest,
            },
            route, route.Path.Replace("{id}", id).Replace("{secret}", secret))))]);
    }

    [Theory]
    [InlineData("a.b", true)]
    [InlineData("a.c", false)]
    [InlineData("list[].x", true)]
    [InlineData("list[].y", false)]
    [InlineData("empty[].x", false)]
    [InlineData("map.*.x", true)]
    [InlineData("map.*.y", false)]
    [InlineData("null", true)]
    public void Field_OfAnAnswer_IsFoundOnlyWhereItIs(string field, bool expected)
    {
        var answer = JsonDocument.Parse("""
            {"a":{"b":1},"list":[{"x":1,"y":2},{"x":1}],"empty":[],"map":{"p":{"x":1,"y":1},"q":{"x":2}},"null":null}
            """).RootElement;
        Assert.Equal(expected, Has(answer, field.Split('.')));
    }

    private static async Task<RestClient> LoggedInAsync(RunningSystem system)
    {
        var rest = new RestClient(system.Api);
        await rest.LoginAsync("admin", SharedSystem.Password);
        return rest;
    }

    private static async Task<JsonElement> HoldAsync(RestClient client, OriginalRoute route, string path)
    {
        var body = route.Body is null ? null : JsonNode.Parse(
            route.Body.Replace("NAME", Name).Replace("DATE", $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}"));
        var answer = await client.SendAsync(new(route.Method), path, (HttpStatusCode)route.Status, body);
        Assert.All(route.Fields, field =>
            Assert.True(Has(answer, field.Split('.')), $"{route} lacks {field}: {answer.GetRawText()}"));
        return answer;
    }

    private static bool Has(JsonElement value, ReadOnlySpan<string> path)
    {
        if (path.Length == 0) return true;
        var (name, rest) = (path[0], path[1..].ToArray());
        if (value.ValueKind != JsonValueKind.Object) return false;
        var members = value.EnumerateObject();
        if (name == "*") return members.Any() && members.All(one => Has(one.Value, rest));
        if (!name.EndsWith("[]", StringComparison.Ordinal))
        {
            return value.TryGetProperty(name, out var member) && Has(member, rest);
        }

        return value.TryGetProperty(name[..^2], out var list) && list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() > 0 && list.EnumerateArray().All(one => Has(one, rest));
    }
}

using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.OpenApi;

namespace BtcWatcher.Services.Api.OpenApi;

/// <summary>One service's document.</summary>
/// <param name="Service">Resource name.</param>
/// <param name="Document">OpenAPI 3.1.</param>
/// <param name="Prefix">What comes before its paths at the public address.</param>
internal sealed record OpenApiPart(string Service, JsonObject Document, string Prefix = "");

/// <summary>Joins the services' documents into the one that users see.</summary>
internal static class OpenApiMerge
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    public static JsonObject Join(IReadOnlyList<OpenApiPart> parts)
    {
        var schemas = new JsonObject();
        var (paths, ids) = (new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal), new HashSet<string>());
        foreach (var part in parts)
        {
            var document = part.Document.DeepClone().AsObject();
            var renamed = TakeSchemas(document, part.Service, schemas);
            foreach (var (path, item) in (document["paths"] as JsonObject ?? []).ToList())
            {
                document["paths"]!.AsObject().Remove(path);
                if (item is not JsonObject operations) continue;
                Rename(operations, renamed);
                foreach (var operation in OperationsOf(operations)) Complete(operation, ids, part.Service);
                Add(paths, part.Prefix + path, operations);
            }
        }

        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = OpenApiTexts.Info(),
            ["paths"] = new JsonObject(paths),
            ["components"] = OpenApiTexts.Components(Sorted(schemas)),
            ["tags"] = Tags(paths.Values),
        };
    }

    private static IEnumerable<JsonObject> OperationsOf(JsonObject item) =>
        Methods.Select(method => item[method]).OfType<JsonObject>();

    // What two services describe alike is one schema; of two that differ, the later one gets its service's name.
    private static Dictionary<string, string> TakeSchemas(JsonObject document, string service, JsonObject schemas)
    {
        var own = document["components"]?["schemas"] as JsonObject ?? [];
        var renamed = own.Where(pair => schemas[pair.Key] is { } other && !JsonNode.DeepEquals(other, pair.Value))
            .ToDictionary(pair => pair.Key, pair => Upper(service) + pair.Key);
        foreach (var (name, schema) in own.ToList())
        {
            own.Remove(name);
            Rename(schema, renamed);
            schemas[renamed.GetValueOrDefault(name, name)] = schema;
        }

        return renamed;
    }

    private static void Rename(JsonNode? node, Dictionary<string, string> renamed)
    {
        const string prefix = "#/components/schemas/";
        if (renamed.Count == 0) return;
        if (node is JsonArray list)
        {
            foreach (var item in list) Rename(item, renamed);
        }
        else if (node is JsonObject members)
        {
            if (members["$ref"] is JsonValue reference && reference.GetValue<string>() is { } text
                && text.StartsWith(prefix, StringComparison.Ordinal)
                && renamed.TryGetValue(text[prefix.Length..], out var name))
            {
                members["$ref"] = prefix + name;
            }

            foreach (var (_, value) in members.ToList()) Rename(value, renamed);
        }
    }

    private static void Complete(JsonObject operation, HashSet<string> ids, string service)
    {
        if (operation["operationId"]?.GetValue<string>() is { } id && !ids.Add(id))
        {
            operation["operationId"] = Upper(service) + id;
        }

        OpenApiExamples.AddTo(operation);
        var role = operation[ServiceOpenApi.RoleMember]?.GetValue<string>();
        if (operation["responses"] is not JsonObject responses) operation["responses"] = responses = [];
        if (role is not null)
        {
            operation["description"] = $"{operation["description"]?.GetValue<string>()} Needs the role {role}.".Trim();
            operation["security"] = OpenApiTexts.Security();
            responses.TryAdd("401", OpenApiTexts.Problem("Unauthorized"));
            responses.TryAdd("403", OpenApiTexts.Problem("Forbidden"));
        }

        if (operation.ContainsKey("requestBody") || operation.ContainsKey("parameters"))
        {
            responses.TryAdd("400", OpenApiTexts.Problem("BadRequest"));
        }

        responses.TryAdd("429", OpenApiTexts.Problem("TooManyRequests"));
        responses.TryAdd("default", OpenApiTexts.Problem("Problem"));
    }

    private static void Add(SortedDictionary<string, JsonNode?> paths, string path, JsonObject operations)
    {
        // A group's root ends with a slash that its callers leave out.
        var name = path.Length > 1 ? path.TrimEnd('/') : path;
        if (!paths.TryGetValue(name, out var present))
        {
            paths[name] = operations;
            return;
        }

        foreach (var (method, operation) in operations.ToList())
        {
            operations.Remove(method);
            present!.AsObject().TryAdd(method, operation);
        }
    }

    private static JsonObject Sorted(JsonObject members)
    {
        var all = members.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        members.Clear();
        return new(all);
    }

    private static JsonArray Tags(IEnumerable<JsonNode?> items) => new([.. items.OfType<JsonObject>()
        .SelectMany(OperationsOf)
        .SelectMany(operation => operation["tags"] as JsonArray ?? [])
        .Select(tag => tag!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal)
        .Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]);

    private static string Upper(string service) => char.ToUpperInvariant(service[0]) + service[1..];
}

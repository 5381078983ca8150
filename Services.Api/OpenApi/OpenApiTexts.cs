using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.OpenApi;

/// <summary>What the joined document says beyond what the services describe: errors, sign-in, conventions.</summary>
internal static class OpenApiTexts
{
    private static readonly (string Name, int Status, string Type, string Title, string Detail)[] Problems =
    [
        ("BadRequest", 400, "http:unknown_field", "Unknown field",
            "nam: There is no such field: correct its name, or remove it."),
        ("Unauthorized", 401, "http:401", "Unauthorized",
            "Send a valid access token as 'Authorization: Bearer ...'; log in at /api/v1/auth/login."),
        ("Forbidden", 403, "http:403", "Forbidden", "Your role does not allow this."),
        ("TooManyRequests", 429, "http:429", "Too Many Requests", "Wait the seconds that Retry-After says."),
        ("Problem", 503, "http:unavailable", "Temporarily unavailable",
            "Something that this depends on does not answer. Nothing was changed; try again."),
    ];

    public static JsonObject Info() => new()
    {
        ["title"] = "BTC Watcher",
        ["version"] = "v1",
        ["description"] = "Every address that users may call. What they have in common is in docs/rest.md: "
            + "snake_case, ISO 8601 times, pages, problems (RFC 9457), 202 for lasting work. Events come over /ws.",
    };

    public static JsonObject Components(JsonObject schemas)
    {
        schemas.TryAdd("Problem", ProblemSchema());
        var responses = new JsonObject();
        foreach (var (name, status, type, title, detail) in Problems)
        {
            responses[name] = Response(name, status, type, title, detail);
        }

        return new()
        {
            ["schemas"] = schemas,
            ["responses"] = responses,
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject
                {
                    ["type"] = "http",
                    ["scheme"] = "bearer",
                    ["description"] = "The access_token of POST /api/v1/auth/login, or an API key.",
                },
                ["api_key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
            },
        };
    }

    public static JsonArray Security() =>
        new(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["api_key"] = new JsonArray() });

    public static JsonObject Problem(string name) => new() { ["$ref"] = "#/components/responses/" + name };

    private static JsonObject Response(string name, int status, string type, string title, string detail) => new()
    {
        ["description"] = name == "Problem" ? "Any other problem: its type and detail say what to do." : title,
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                ["example"] = new JsonObject
                {
                    ["type"] = "urn:btcwatcher:" + type,
                    ["title"] = title,
                    ["status"] = status,
                    ["detail"] = detail,
                    ["trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                },
            },
        },
    };

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type", "title", "status"),
        ["properties"] = new JsonObject
        {
            ["type"] = Text("Stable name, urn:btcwatcher:..."),
            ["title"] = Text("What is wrong, in a few words."),
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = Text("What to do about it."),
            ["trace_id"] = Text("Finds the request in traces and logs."),
            ["errors"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "Field to what is wrong with it: a text, or a list of texts.",
                ["additionalProperties"] = new JsonObject(),
            },
        },
    };

    private static JsonObject Text(string description) => new()
    {
        ["type"] = "string",
        ["description"] = description,
    };
}

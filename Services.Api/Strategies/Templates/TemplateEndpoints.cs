using System.Security.Claims;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Templates;

/// <summary>A template in the list.</summary>
internal record TemplateItem(
    string TemplateId, string Title, string Description, string StrategyClass, IReadOnlyList<string> PairWhitelist,
    StrengthScale Strength);

/// <summary>A template with the strategy that it makes.</summary>
internal sealed record TemplateDetail(TemplateItem Template, StrategyDocument Strategy);

/// <summary>/templates: strategies to start from, and a strategy made of one.</summary>
internal static class TemplateEndpoints
{
    public static void MapTemplates(this RouteGroupBuilder group)
    {
        var templates = group.MapGroup("/templates");
        templates.MapGet("/", List).WithName("ListTemplates");
        templates.MapGet("/{template}", Read).WithName("ReadTemplate");
        templates.MapPost("/{template}", CreateAsync).RequireAuthorization(Policies.Operator)
            .WithName("CreateFromTemplate").Accepts<StrategyRequest>("application/json");
    }

    private static Ok<Page<TemplateItem>> List(ShippedStrategies shipped)
    {
        var items = All.Where(template => DraftOf(template, shipped) is not null).Select(Item).ToList();
        return TypedResults.Ok(new Page<TemplateItem>(items, null, items.Count));
    }

    private static Results<Ok<TemplateDetail>, ProblemHttpResult> Read(string template, ShippedStrategies shipped) =>
        Find(template) is { } one && DraftOf(one, shipped) is { } draft
            ? TypedResults.Ok(new TemplateDetail(Item(one), StrategyDocument.Of(draft.Define(0, 1, 1), [])))
            : NotFound(template);

    // What the body names goes before what the template says; a name it must have.
    private static async Task<Results<Created<StrategyCreated>, ProblemHttpResult>> CreateAsync(
        string template, HttpRequest http, ClaimsPrincipal caller, ShippedStrategies shipped,
        StrategyCreation creation, CancellationToken ct)
    {
        if (IdempotencyKey.Error(http) is { } error) return error;
        var (body, malformed) = await StrategyBody.ReadAsync(http, ct);
        if (body is null) return malformed!;
        if (Find(template) is not { } one || DraftOf(one, shipped, body.Request.StrategyClass) is not { } start)
        {
            return NotFound(template);
        }

        var (draft, errors) = StrategyValidation.Read(body.Request, start with { Name = "" });
        if (draft is null) return StrategyProblems.Invalid(errors);
        var origin = new StrategyCreation.Origin(caller.UserId(), IdempotencyKey.Of(http), body.Hash);
        var (created, problem) = await creation.RunAsync(shipped.Complete(draft), body.Request.AutoStart ?? false,
            origin, ct, body.Request.Note ?? $"From the template {one.Id}.");
        return created is null ? problem!
            : TypedResults.Created($"/api/v1/strategies/{created.StrategyId}", created);
    }

    private static IEnumerable<StrategyTemplate> All => StrategyTemplate.Shipped.Append(StrategyTemplate.Blank);

    private static StrategyTemplate? Find(string id) => All.FirstOrDefault(template => template.Id == id);

    // Null where no code is shipped; the blank one needs the shipped mixin.
    private static StrategyDraft? DraftOf(
        StrategyTemplate template, ShippedStrategies shipped, string? className = null)
    {
        var blank = template == StrategyTemplate.Blank;
        var name = blank ? className ?? template.StrategyClass : template.StrategyClass;
        var files = blank ? BlankStrategy.Files(name) : shipped.Find(name);
        return files is null || !shipped.Configured ? null : shipped.Complete(new()
        {
            Name = template.Title, StrategyClass = name, PairWhitelist = [template.Pair], Strength = template.Strength,
            Files = files,
        });
    }

    private static TemplateItem Item(StrategyTemplate template) => new(
        template.Id, template.Title, template.Description, template.StrategyClass, [template.Pair], template.Strength);

    private static ProblemHttpResult NotFound(string template) => Problems.Of(
        StatusCodes.Status404NotFound, "strategies:no_such_template", "No such template",
        $"There is no template '{template}' here. GET /api/v1/strategies/templates lists them.");
}

using BtcWatcher.Services.Api.Strategies.Scanning;
using BtcWatcher.Services.Api.Strategies.Transfer;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Adoption;

/// <summary>The files of a bot that ran elsewhere, told apart by their names.</summary>
internal sealed class BotUpload
{
    public const long MaxBytes = 64L << 20;
    private const int MaxConfigBytes = 256 * 1024;

    public CodeUpload Code { get; } = new();

    public BotConfig? Config { get; private set; }

    /// <summary>Null when none was sent: the bot begins with an empty book.</summary>
    public IFormFile? Database { get; private set; }

    public static async Task<(BotUpload? Upload, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest http, CancellationToken ct)
    {
        if (!http.HasFormContentType)
        {
            throw new BadHttpRequestException(
                "Send the bot's files in a form.", StatusCodes.Status415UnsupportedMediaType);
        }

        // A database of years is larger than any other body.
        if (http.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes + (1 << 20);
        }

        var (form, problem) = await UploadedFile.FormAsync(http, MaxBytes, ct);
        if (form is null) return (null, problem);
        var upload = new BotUpload();
        foreach (var file in form.Files) await upload.AddAsync(file, ct);
        upload.Code.Errors.Require(upload.Config is not null, "config.json", "Send the bot's config.json as JSON.");
        upload.Code.Errors.Require(upload.Code.Files.Keys.Any(name => name.EndsWith(".py", StringComparison.Ordinal)),
            "files", "Send the strategy's .py file, with the modules that it imports.");
        return upload.Code.Errors.Any ? (null, StrategyProblems.Invalid(upload.Code.Errors)) : (upload, null);
    }

    private async Task AddAsync(IFormFile file, CancellationToken ct)
    {
        if (file.FileName == "config.json")
        {
            await using var stream = file.OpenReadStream();
            using var reader = new StreamReader(stream);
            Code.Errors.Require(file.Length <= MaxConfigBytes, "config.json", $"Use at most {MaxConfigBytes} bytes.");
            if (file.Length <= MaxConfigBytes) Config = BotConfig.Read(await reader.ReadToEndAsync(ct));
        }
        else if (file.FileName.EndsWith(".sqlite", StringComparison.Ordinal))
        {
            Code.Errors.Require(Database is null, file.FileName, "Send one database only.");
            Code.Errors.Require(await IsSqliteAsync(file, ct), file.FileName, "This is no SQLite database.");
            Database = file;
        }
        else
        {
            await Code.AddAsync(file, ct);
        }
    }

    private static async Task<bool> IsSqliteAsync(IFormFile file, CancellationToken ct)
    {
        await using var stream = file.OpenReadStream();
        var head = new byte[16];
        return await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) == head.Length
            && head.AsSpan().SequenceEqual("SQLite format 3\0"u8);
    }
}

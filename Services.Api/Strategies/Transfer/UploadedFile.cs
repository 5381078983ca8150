using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Transfer;

/// <summary>Reads bodies with a bound, whatever length they claim.</summary>
internal static class UploadedFile
{
    /// <exception cref="BadHttpRequestException">It is longer than <paramref name="most"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, long? announced, int most, CancellationToken ct)
    {
        if (announced > most) throw TooLarge(most);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await body.ReadAsync(chunk, ct) is > 0 and var read)
        {
            if (buffer.Length + read > most) throw TooLarge(most);
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>The form of a multipart body; a problem when it is none.</summary>
    public static async Task<(IFormCollection? Form, ProblemHttpResult? Problem)> FormAsync(
        HttpRequest request, long most, CancellationToken ct)
    {
        if (request.ContentLength > most) throw TooLarge(most);
        try
        {
            var options = new Microsoft.AspNetCore.Http.Features.FormOptions
            {
                MultipartBodyLengthLimit = most, BufferBodyLengthLimit = most, ValueCountLimit = 200,
                KeyLengthLimit = 256, MultipartHeadersLengthLimit = 4096,
            };
            return (await request.ReadFormAsync(options, ct), null);
        }
        catch (InvalidDataException fault)
        {
            return (null, StrategyProblems.Invalid("body", $"This is no form that can be read: {fault.Message}"));
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            return (null, StrategyProblems.Invalid("body", "The form ends before it is complete."));
        }
    }

    private static BadHttpRequestException TooLarge(long most) =>
        new($"The body may have at most {most} bytes.", StatusCodes.Status413PayloadTooLarge);
}

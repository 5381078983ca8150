using System.IO.Compression;
using System.Text;

namespace BtcWatcher.Services.Api.Strategies.Scanning;

/// <summary>
/// Collects uploaded code: names, sizes and encoding are judged file by file, so that an error names its file.
/// </summary>
internal sealed class CodeUpload
{
    private const int MaxEntries = 500;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private long _total;

    public IReadOnlyDictionary<string, string> Files => _files;

    public ValidationErrors Errors { get; } = new();

    /// <summary>A file of code, or a zip of such files.</summary>
    public async Task AddAsync(IFormFile file, CancellationToken ct)
    {
        await using var stream = file.OpenReadStream();
        if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) await AddZipAsync(file, stream, ct);
        else await AddAsync(file.FileName, stream, ct);
    }

    public void Add(string name, string? text)
    {
        if (text is null) Error(name, "Send its content as text.");
        else Take(name, text, Encoding.UTF8.GetByteCount(text));
    }

    private async Task AddAsync(string name, Stream content, CancellationToken ct)
    {
        var bytes = new byte[StrategyFileRules.MaxFileBytes + 1];
        // Whatever length it claims: no more than the bound is read.
        var read = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        try
        {
            Take(name, read >= bytes.Length ? "" : Strict.GetString(bytes, 0, read).TrimStart('\uFEFF'), read);
        }
        catch (DecoderFallbackException fault)
        {
            Error(name, $"It is not UTF-8 text (byte {fault.Index + 1}): save it as UTF-8.");
        }
    }

    private async Task AddZipAsync(IFormFile file, Stream stream, CancellationToken ct)
    {
        try
        {
            // The form's own stream throws in its own way where a broken zip points outside it.
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, ct);
            await using var zip = new ZipArchive(whole, ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxEntries)
            {
                Error(file.FileName, $"It holds more than {MaxEntries} entries.");
                return;
            }

            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                await using var content = await entry.OpenAsync(ct);
                await AddAsync(entry.FullName, content, ct);
                if (_total > StrategyFileRules.MaxTotalBytes) return;
            }
        }
        catch (InvalidDataException)
        {
            Error(file.FileName, "It is no zip file that can be read.");
        }
    }

    private void Take(string name, string text, int bytes)
    {
        _total += bytes;
        if (!StrategyFileRules.IsName(name)) Error(name, StrategyFileRules.NameRule);
        else if (bytes > StrategyFileRules.MaxFileBytes) Error(name, StrategyFileRules.SizeRule);
        else if (text.Contains('\0', StringComparison.Ordinal)) Error(name, "It holds a zero character.");
        else if (_total > StrategyFileRules.MaxTotalBytes) Errors.Add("files", StrategyFileRules.TotalRule);
        else if (_files.Count >= StrategyFileRules.MaxFiles) Errors.Add("files", StrategyFileRules.CountRule);
        else if (_files.Keys.Any(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            Error(name, "It is there twice; names that differ in upper and lower case only are the same.");
        }
        else
        {
            _files[name] = text;
        }
    }

    // The name may be anything, and ends up in a JSON member's name.
    private void Error(string name, string whatToDo)
    {
        var shown = string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));
        Errors.Add("files." + (shown.Length > 200 ? shown[..200] : shown), whatToDo);
    }
}

namespace BtcWatcher.Services.Api.Web;

/// <summary>Where the built web pages are.</summary>
internal sealed class WebOptions
{
    public const string Section = "Web";

    /// <summary>Folder with index.html; absent: no pages, REST only.</summary>
    public string Root { get; set; } = "";
}

using System.Diagnostics;
using OpenTelemetry;

namespace BtcWatcher.ServiceDefaults;

/// <summary>Leaves only the host of a client's address: paths carry webhook secrets and providers' tokens.</summary>
internal sealed class UrlRedaction : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is not string url) return;

        var host = Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? address.GetLeftPart(UriPartial.Authority)
            : null;
        data.SetTag("url.full", host);
        if (data.DisplayName == data.GetTagItem("http.request.method") as string && host is not null)
        {
            data.DisplayName = $"{data.DisplayName} {address!.Authority}";
        }
    }
}

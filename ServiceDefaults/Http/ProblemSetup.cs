using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults.Http;

internal static class ProblemSetup
{
    public static void AddServiceProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.Remove("traceId");
            context.ProblemDetails.Extensions["trace_id"] =
                Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        });
        services.AddExceptionHandler<FaultHandler>();
    }
}

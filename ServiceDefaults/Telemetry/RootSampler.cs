using System.Diagnostics;
using OpenTelemetry.Trace;

namespace BtcWatcher.ServiceDefaults;

/// <summary>
/// Follows the parent's decision. A client span without a parent is a loop that polls its database or a neighbour:
/// one trace a second that tells nothing, so it is dropped.
/// </summary>
internal sealed class RootSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var sample = parent.TraceId != default
            ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            : samplingParameters.Kind != ActivityKind.Client;
        return new SamplingResult(sample ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}

using System.Diagnostics;
using Mobile.Features.Data;
using OpenTelemetry;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>Leaves out commits that belong to no trace: the small change of background work, every second and on every node. Metrics count them.</summary>
internal sealed class LoneCommits : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == DataActivity.SourceName && data.ParentSpanId == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}

using System.Text;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>
/// Tells of an exception in a log line which it was and where, and not what it said: messages quote connection strings and what a database
/// refuses. The console has them.
/// </summary>
internal sealed class FailureOnly : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is not { } failure)
        {
            return;
        }

        data.Exception = null;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", failure.GetType().FullName),
            new("exception.stacktrace", Trace(failure)),
        ];
    }

    /// <summary>The outermost first, as the runtime writes them.</summary>
    private static string Trace(Exception failure)
    {
        var text = new StringBuilder();
        for (var one = failure; one is not null; one = one.InnerException)
        {
            text.AppendLine(one.GetType().FullName).AppendLine(one.StackTrace);
        }

        return text.ToString();
    }
}

using System.Diagnostics;

namespace Mobile.Features.Data;

public static class FailedActivity
{
    /// <summary>Says what kind of failure it was, and not what it said: messages quote connection strings and what a database refuses.</summary>
    public static void Fail(this Activity? activity, Exception failure) => activity.Fail(failure.GetType().FullName);

    public static void Fail(this Activity? activity, string? error) => activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
}

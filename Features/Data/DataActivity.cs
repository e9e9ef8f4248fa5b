using System.Diagnostics;

namespace Mobile.Features.Data;

/// <summary>The trace source of the store. A <c>commit</c> activity stops when the commit is durable and before any caller learns of it.</summary>
public static class DataActivity
{
    public const string SourceName = "Mobile.Data";

    internal static readonly ActivitySource Source = new(SourceName);

    internal static Activity? StartCommit() => Source.StartActivity("commit");
}

using System.Diagnostics;

namespace Mobile.Features.Data;

/// <summary>The trace source of the store. A <c>commit</c> activity stops when the commit is durable and before any caller learns of it.</summary>
public static class DataActivity
{
    public const string SourceName = "Mobile.Data";

    public const string Commit = "commit";

    /// <summary>Of a group that is larger, the others still have their own <c>write</c>, which ends with the commit.</summary>
    private const int MaxLinks = 32;

    internal static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether somebody reads the trace in which this happens. What happens in none, such as a look for work that is due, makes none.</summary>
    internal static bool IsTraced => Source.HasListeners() && Activity.Current is { IsAllDataRequested: true };

    /// <summary>The trace that a unit of work belongs to, for the commit that it will share.</summary>
    internal static Activity? OfUnit => Source.HasListeners() ? Activity.Current : null;

    internal static Activity? StartWrite() => IsTraced ? Source.StartActivity("write") : null;

    internal static async Task<T> TraceWriteAsync<T>(Func<Task<T>> write)
    {
        using var span = StartWrite();
        return await write();
    }

    internal static Activity? StartCommit() => Source.StartActivity(Commit);

    /// <summary>The commit of a group stands in the trace of its first unit that is recorded, and is linked to those of the others.</summary>
    internal static Activity? StartCommit(IEnumerable<Activity?> units, int count)
    {
        var traces = units.OfType<Activity>().OrderByDescending(unit => unit.Recorded).Take(MaxLinks + 1).Select(unit => unit.Context).ToList();
        var links = traces.Skip(1).Where(unit => unit.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).Select(unit => new ActivityLink(unit));
        return Source.StartActivity(Commit, ActivityKind.Internal, traces.FirstOrDefault(), links: links)?.SetTag("mobile.units", count);
    }
}

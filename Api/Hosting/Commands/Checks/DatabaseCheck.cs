using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>The database is reached, has room, and has a schema that this build can work with or migrate.</summary>
internal static class DatabaseCheck
{
    private const long NeededBytes = 512L * 1024 * 1024;
    private const string Subject = "database";

    public static async Task<IReadOnlyList<Finding>> RunAsync(Database database, TimeProvider clock, CancellationToken stop)
    {
        List<Finding> findings = [];
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Probe.Patience);
            findings.AddRange(database.Engine == "sqlite" ? Place(database.Location) : []);
            var schema = await Task.Run(() => SchemaState.ReadAsync(database, patience.Token), stop).WaitAsync(Probe.Patience, stop);
            findings.Add(new(Verdict.Ok, Subject, $"{database.Engine}, {database.Location}"));
            findings.Add(Compare(schema));
            findings.AddRange(ClockCheck.Compare(schema.Now is { } now ? clock.GetUtcNow() - now : null, "the database server"));
            findings.AddRange(ClockCheck.CompareWithTrace(schema.SeenAt is { } seen ? clock.GetUtcNow() - seen : null));
        }
        catch (ConfigurationException other)
        {
            findings.Add(new(Verdict.Wrong, "schema", other.Message));
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or OperationCanceledException or IOException && !stop.IsCancellationRequested)
        {
            var reason = failure is TimeoutException or OperationCanceledException ? $"no answer within {Probe.Patience.TotalSeconds} seconds." : failure.Message;
            findings.Add(new(Verdict.Wrong, Subject, $"{database.Location} cannot be read: {reason} Check Database:ConnectionString, and that the server lets this machine in."));
        }

        return findings;
    }

    private static IEnumerable<Finding> Place(string location)
    {
        yield return SqlitePlace.FaultOf(location) is { } fault
            ? new(Verdict.Wrong, "database file", fault)
            : new(Verdict.Ok, "database file", "may be written");
        if (SqlitePlace.ExposureOf(location) is { } exposure)
        {
            yield return new(Verdict.ToDo, "database file", exposure);
        }

        var free = SqlitePlace.FreeBytes(location) / (1024 * 1024);
        yield return free >= NeededBytes / (1024 * 1024)
            ? new(Verdict.Ok, "free space", $"{free} MiB")
            : new(Verdict.Wrong, "free space", $"{free} MiB are left beside {location}: make room, since writes fail on a full disk.");
    }

    private static Finding Compare(SchemaState schema) => schema.Version switch
    {
        0 => new(Verdict.ToDo, "schema", "There is none yet: run migrate, or restore a backup. Only in Development does a start make it."),
        var version when version < schema.BuildVersion => new(
            Verdict.ToDo, "schema", $"It is at version {version}, and this build needs {schema.BuildVersion}: run migrate, or start the product, which does it."),
        var version => new(Verdict.Ok, "schema", $"version {version}"),
    };
}

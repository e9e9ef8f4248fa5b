using Mobile.Features.Devices;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>Tells whether this machine has data of the time zones that devices name.</summary>
internal static class TimeZonesCheck
{
    private const string Subject = "time zones";

    public static IReadOnlyList<Finding> Run() => TimeZoneDatabase.Inspect() switch
    {
        null => [new(Verdict.Skipped, Subject, "they are kept by the operating system")],
        { Lacks: { } lacks } => [new(Verdict.ToDo, Subject, lacks)],
        { } database => [new(Verdict.Ok, Subject, $"{database.Folder} has all {database.Names} names that the product knows")],
    };
}

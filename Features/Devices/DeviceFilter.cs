using Mobile.Features.Data;

namespace Mobile.Features.Devices;

/// <summary>
/// What a search of devices says, as SQL. One index has the time by which devices are listed and all that they are filtered by: it is read
/// from its new end until the page is full, and only rows of the page are. COALESCE keeps other indexes out of it, of which each would be the wrong one for
/// some filter. A user's devices are few: they are found by their user, and sorted.
/// </summary>
internal static class DeviceFilter
{
    /// <summary>The page after <c>@at</c> and <c>@after</c>.</summary>
    public static string Newest(SearchDevices.Query query, ISqlDialect dialect)
    {
        var (time, state) = query switch
        {
            { Ended: true } => ("unregistered_at", "unregistered_at IS NOT NULL"),
            { Refused: true } => ("last_seen_at", "unregistered_at IS NULL AND hub_refused_at IS NOT NULL"),
            _ => ("last_seen_at", "unregistered_at IS NULL"),
        };
        var ofUsers = query is { By: SearchDevices.By.User, Text: not null };
        var key = ofUsers ? $"{time} + 0" : time;
        return $"""
            SELECT {DeviceRow.Columns}
            FROM (
                SELECT id AS found_id FROM devices
                WHERE {state} AND {key} <= @at AND ({key} < @at OR id < @after) {string.Concat(Conditions(query).Select(condition => $" AND {condition}"))}
                ORDER BY {key} DESC, id DESC {dialect.Limit}) AS found
            JOIN devices ON devices.id = found.found_id
            ORDER BY devices.{time} DESC, devices.id DESC
            """;
    }

    private static IEnumerable<string> Conditions(SearchDevices.Query query)
    {
        if (query.Text is not null)
        {
            yield return query.By switch
            {
                SearchDevices.By.User => "user_id IN @Ids",
                SearchDevices.By.Device => "COALESCE(id, '') >= @From AND COALESCE(id, '') < @To",
                _ => "LOWER(SUBSTRING(model, 1, @Length)) = LOWER(@From)",
            };
        }

        if (query.Platform is not null)
        {
            yield return "COALESCE(platform, '') = @Platform";
        }

        if (query.AppVersion is not null)
        {
            yield return "COALESCE(app_version, '') = @AppVersion";
        }
    }
}

using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;

namespace Mobile.Features.Devices;

/// <summary>The devices of all users for staff, page by page, the most recently seen first. Push handles are secrets, and are not even read.</summary>
public static class SearchDevices
{
    private const int MaxLimit = 100;

    /// <summary>What the text of a search is about.</summary>
    public enum By
    {
        /// <summary>A user id, or the start of a user's name or e-mail address.</summary>
        User,

        /// <summary>The start of a device's id.</summary>
        Device,

        /// <summary>The start of a model's name, of which the case of ASCII letters does not count.</summary>
        Model,
    }

    /// <param name="Text">Null for all.</param>
    /// <param name="Platform">By its name on the wire; null for all.</param>
    /// <param name="AppVersion">The whole of it, as it is shown; null for all.</param>
    /// <param name="Ended">Instead of those that are registered those that no longer are, with the latest end first.</param>
    /// <param name="After">The next of the page before; null for the first page.</param>
    /// <param name="Refused">Of those that are registered only those whose handle the hub refuses.</param>
    public sealed record Query(
        By By = By.User,
        string? Text = null,
        string? Platform = null,
        string? AppVersion = null,
        bool Ended = false,
        Position? After = null,
        int Limit = 20,
        bool Refused = false);

    /// <param name="Next">Null on the last page.</param>
    /// <param name="HasMoreUsers">More users than <see cref="UserDirectory.MaxFound"/> are meant by the text: only the devices of so many are shown.</param>
    public sealed record Page(IReadOnlyList<Item> Items, Position? Next, bool HasMoreUsers);

    /// <param name="EndedReason">One of <see cref="UnregisteredReasons"/>; null while it is registered.</param>
    /// <param name="RefusedAt">Since when the hub refuses its handle, and nothing is sent to it; null where it does not.</param>
    public sealed record Item(
        string Id,
        UserName User,
        string Platform,
        string AppVersion,
        string? OsVersion,
        string? Model,
        string Locale,
        string TimeZone,
        DateTimeOffset RegisteredAt,
        DateTimeOffset LastSeenAt,
        DateTimeOffset? EndedAt,
        string? EndedReason,
        DateTimeOffset? RefusedAt);

    public sealed class Handler(DbSession db, UserDirectory users, Staff staff, StaffViews views)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Page> SearchAsync(Query query, CancellationToken stop)
        {
            staff.MustBeStaff();
            var text = query.Text?.Trim() is { Length: > 0 } typed ? typed : null;
            var found = text is not null && query.By == By.User ? await users.FindAsync(text, stop) : null;
            if (found is not null)
            {
                await views.NoteSearchAsync(found.Ids, stop);
            }

            if (found is { Users: [] })
            {
                return new([], null, false);
            }

            var (limit, after) = (Math.Clamp(query.Limit, 1, MaxLimit), query.After ?? Position.Start);
            var start = new Prefix(text ?? "", db.Dialect);
            var rows = await db.QueryAsync<DeviceRow>(
                DeviceFilter.Newest(query with { Text = text }, db.Dialect),
                new { found?.Ids, start.From, start.To, start.From.Length, query.Platform, query.AppVersion, at = after.At, after = after.Id, limit = limit + 1 },
                stop);
            var names = await users.NamesAsync(rows.Select(row => row.UserId), stop);
            return new(
                [.. rows.Take(limit).Select(row => row.ToItem(names[row.UserId]))],
                rows.Count > limit ? rows[limit - 1].Position : null,
                found?.AreMore ?? false);
        }
    }
}

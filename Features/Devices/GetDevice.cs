using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;

namespace Mobile.Features.Devices;

/// <summary>One device for staff, registered or not, with what its user wants to hear of on it.</summary>
public static class GetDevice
{
    /// <param name="SessionId">Of the session that registered it last.</param>
    public sealed record Details(SearchDevices.Item Device, string SessionId, DevicePreferences Preferences);

    public sealed class Handler(DbSession db, UserDirectory users, Staff staff, StaffViews views)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Outcome<Details>> GetAsync(string id, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (await db.FindAsync<DeviceRow>(Sql.Row, new { id }, stop) is not { } row || await db.FindAsync<Device>(Sql.Device, new { id }, stop) is not { } device)
            {
                return DeviceProblems.DeviceNotFound;
            }

            await views.NoteAsync("device-viewed", $"{AuditData.SubjectOf(row.UserId)}/device/{id}", stop);
            var user = (await users.NamesAsync([row.UserId], stop))[row.UserId];
            return new Details(row.ToItem(user), device.SessionId, DevicePreferences.From(device));
        }
    }

    private static class Sql
    {
        public const string Row = $"SELECT {DeviceRow.Columns} FROM devices WHERE id = @id";
        public const string Device = $"SELECT {Devices.Device.Columns} FROM devices WHERE id = @id";
    }
}

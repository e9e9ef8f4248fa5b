using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Devices;

/// <summary>Ends pushes on a device for staff, until its app registers it again. The session lives on: see <see cref="Sessions.EndSession"/>.</summary>
public static class EndRegistration
{
    public sealed class Handler(DbSession db, Audit audit, Staff staff, TimeProvider clock)
    {
        /// <returns>False where it had ended before.</returns>
        /// <exception cref="ProblemException">403: the caller may not end registrations.</exception>
        public Task<Outcome<bool>> EndAsync(string deviceId, CancellationToken stop)
        {
            staff.MustBe(Staff.Push, Staff.Release);
            return db.DecideAsync(() => EndOnceAsync(deviceId, stop), stop);
        }

        private async Task<Outcome<bool>> EndOnceAsync(string id, CancellationToken stop)
        {
            if (await db.ExecuteAsync(Sql.End, new { id, reason = UnregisteredReasons.EndedByStaff, now = clock.UnixMilliseconds() }) == 1)
            {
                await audit.RecordAsync(staff.UserId, "device-unregistered", $"device/{id}");
                return true;
            }

            return await db.FindAsync<string>(Sql.Find, new { id }, stop) is null ? DeviceProblems.DeviceNotFound : false;
        }
    }

    private static class Sql
    {
        public const string End = $"{Unregistration.End} AND id = @id";
        public const string Find = "SELECT id FROM devices WHERE id = @id";
    }
}

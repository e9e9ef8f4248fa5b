using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.Attention;

/// <summary>What a person decides about the deliveries of an event's push: under the role, in one transaction with the audit log. Campaigns have decisions of their own.</summary>
public sealed class PushDecisions(DbSession db, Pushes pushes, Audit audit, Staff staff)
{
    /// <param name="change">Changes a part of the deliveries, and tells how many; 0 when none is left.</param>
    /// <returns>How many devices it concerns.</returns>
    /// <exception cref="ProblemException">403: the caller may not decide.</exception>
    internal Task<Outcome<int>> ApplyAsync(string pushId, string action, Func<StoredPush, Task<int>> change, CancellationToken stop)
    {
        staff.MustBe(Staff.Push);
        return db.DecideAsync<int>(
            async () =>
            {
                if (await pushes.FindAsync(pushId, stop) is not { Lane: DeliveryLanes.Event } push)
                {
                    return PushProblems.PushNotFound;
                }

                int part, devices = 0;
                while ((part = await change(push)) > 0)
                {
                    devices += part;
                }

                if (devices > 0)
                {
                    await audit.RecordAsync(staff.UserId, action, $"push/{pushId}", $"{devices} devices.");
                }

                return devices;
            },
            stop);
    }
}

using Mobile.Features.Pipeline;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>After the hub has lost its registrations: tells it of every device again, from our table. Asked again before it is done, it goes on.</summary>
public static class RebuildHub
{
    /// <param name="hub">Null where none is configured.</param>
    public sealed class Handler(Staff staff, HubGeneration generation, HubOptions? hub = null)
    {
        public async Task<Outcome<HubProgress>> RebuildAsync(CancellationToken stop)
        {
            staff.MustBe(Staff.Release);
            if (hub is null)
            {
                return PushProblems.NoHub;
            }

            await generation.BeginAsync(staff.UserId, stop);
            return await generation.ProgressAsync(stop);
        }

        public async Task<Outcome<HubProgress>> GetProgressAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            return hub is null ? PushProblems.NoHub : await generation.ProgressAsync(stop);
        }
    }
}

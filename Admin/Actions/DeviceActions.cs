using Mobile.Admin.Components.Pages.Devices;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push;
using Mobile.Features.Sessions;

namespace Mobile.Admin.Actions;

/// <summary>What staff do about one device and its user's sessions.</summary>
internal static class DeviceActions
{
    private static readonly string[] Push = [Staff.Push];
    private static readonly string[] Serve = [Staff.Push, Staff.Release];

    private static readonly ProblemType NotTaken = new("test-push-not-taken", 409, "The gateway did not take the test push", "Try again later.");
    private static readonly ProblemType InDoubt = new("test-push-in-doubt", 409, "The test push may have arrived, or not", "Look at the phone before you send it again.");

    public static void Map(AdminActions actions)
    {
        actions.Map<DevicePage>("/devices/{deviceId}/test-push", Push, async Task<ActionAnswer> (
            string deviceId, ActionInput form, SendTestPush.Handler pushes, CancellationToken stop) =>
        {
            var test = new SendTestPush.Test(deviceId, form.Required("title"), form.Text("body") ?? "");
            if (form.Problem is { } incomplete)
            {
                return incomplete;
            }

            var sent = await pushes.SendAsync(test, stop);
            return sent.Problem is { } problem ? problem : Tell(deviceId, sent.Value!);
        });

        actions.Map<DevicePage>("/devices/{deviceId}/end-registration", Serve, (string deviceId, EndRegistration.Handler devices, CancellationToken stop) =>
            devices.EndAsync(deviceId, stop).ThenAsync(PageOf(deviceId), "The registration has ended: the device gets no more pushes."));

        actions.Map<DevicePage>("/devices/{deviceId}/end-session", Serve, async Task<ActionAnswer> (
                string deviceId, ActionInput form, EndSession.Handler sessions, CancellationToken stop) =>
            await sessions.EndAsync(form.Text("session") ?? "", stop)
                .ThenAsync(PageOf(deviceId), "The session has ended: its app has to sign in again."));
    }

    private static ActionAnswer Tell(string deviceId, SendResult result) => result.Outcome switch
    {
        SendOutcome.Accepted => ActionAnswer.Done(PageOf(deviceId), result.NotificationId is { } id ? $"The gateway took the test push, and calls it {id}." : "The gateway took the test push."),
        SendOutcome.Unknown => InDoubt.With($"{InDoubt.Detail} The gateway says: {result.Reason}."),
        SendOutcome.NotTaken when result.RetryAfter is { } wait => NotTaken.With($"Try again in {Math.Ceiling(wait.TotalSeconds):0} s. The gateway says: {result.Reason}."),
        SendOutcome.NotTaken => NotTaken.With($"{NotTaken.Detail} The gateway says: {result.Reason}."),
        _ => NotTaken.With($"It was refused for good, and would be again. The gateway says: {result.Reason}."),
    };

    private static string PageOf(string deviceId) => $"/admin/devices/{deviceId}";
}

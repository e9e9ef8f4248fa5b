using System.Diagnostics;

/// <summary>
/// Loaded into a server process by DOTNET_STARTUP_HOOKS. While the file named by MOBILE_TEST_CRASH_FILE exists, the process kills
/// itself (SIGKILL) as soon as a commit is durable, which is before any caller learns of it.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable("MOBILE_TEST_CRASH_FILE");
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Mobile.Data",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "commit" && File.Exists(file))
                {
                    Process.GetCurrentProcess().Kill();
                }
            },
        });
    }
}

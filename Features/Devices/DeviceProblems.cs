using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Devices;

public static class DeviceProblems
{
    public static readonly ProblemType DeviceNotFound = new(
        "device-not-found", 404, "There is no such device", "List your devices; this one is not, or no longer, among them.");

    public static IReadOnlyList<ProblemType> All { get; } = [DeviceNotFound];
}

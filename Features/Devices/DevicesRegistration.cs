using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Sessions;

namespace Mobile.Features.Devices;

internal static class DevicesRegistration
{
    public static void AddDevices(this IServiceCollection services)
    {
        services.AddScoped<ISessionFollower, SignedOutDevices>();
        services.AddSingleton<ICarryOver, DeviceCarryOver>();
        services.AddScoped<IPersonalData, DeviceData>();
        services.AddScoped<IAccountFollower, DeviceData>();
        services.AddScoped<IGarbage, StaleDevices>();
        services.AddScoped<IGarbage, UnregisteredDevices>();
        services.AddScoped<IGarbage, OldFormerDevices>();
        services.AddScoped<RegisterDevice.Handler>();
        services.AddScoped<ListDevices.Handler>();
        services.AddScoped<UpdatePreferences.Handler>();
        services.AddScoped<RemoveDevice.Handler>();
        services.AddScoped<SearchDevices.Handler>();
        services.AddScoped<GetDevice.Handler>();
        services.AddScoped<DeviceCounts.Handler>();
        services.AddScoped<EndRegistration.Handler>();
        services.AddSingleton<DeviceCounting>();
        services.AddSingleton<DeviceZones>();
    }

    /// <summary>The part that runs in the role worker.</summary>
    public static void AddDevicesWork(this IServiceCollection services) => services.AddHostedService<DevicesWork>();

    public static void MapDevices(this ApiVersions api)
    {
        RegisterDevice.Map(api);
        ListDevices.Map(api);
        UpdatePreferences.Map(api);
        RemoveDevice.Map(api);
    }
}

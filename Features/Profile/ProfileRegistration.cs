using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Sync;

namespace Mobile.Features.Profile;

internal static class ProfileRegistration
{
    public static void AddProfile(this IServiceCollection services)
    {
        services.AddScoped<GetProfile.Handler>();
        services.AddScoped<UpdateProfile.Handler>();
        services.AddScoped<UserDirectory>();
        services.AddScoped<ISyncSource, ProfileSync>();
        services.AddScoped<ProfileData>();
        services.AddScoped<IPersonalData>(provider => provider.GetRequiredService<ProfileData>());
    }

    public static void MapProfile(this ApiVersions api)
    {
        GetProfile.Map(api);
        UpdateProfile.Map(api);
    }
}

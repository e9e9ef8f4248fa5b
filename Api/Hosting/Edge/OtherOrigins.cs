using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Api.Hosting.Edge;

/// <summary>
/// CORS, for a web app of another origin that <c>Cors:Origins</c> names. Apps on phones need none, so by default no browser lets another site read an answer.
/// Cookies are never allowed: who is signed in to the dashboard is not signed in here.
/// </summary>
internal static class OtherOrigins
{
    public const string Key = "Cors:Origins";

    private static readonly string[] Exposed =
        ["ETag", "Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", "Deprecation", "Sunset", IdempotencyProcessor.ReplayedHeader];

    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    /// <exception cref="ConfigurationException">A value is no origin.</exception>
    public static void AddOtherOrigins(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = Read(configuration);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(origins)
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(PreflightAge)));
        services.AddSingleton(new OriginSettings(origins.Length > 0));
    }

    /// <summary>Follows routing, and comes before whoever refuses: also a refusal must be readable for the app that it concerns.</summary>
    public static void UseOtherOrigins(this WebApplication app)
    {
        if (app.Services.GetRequiredService<OriginSettings>().HasOrigins)
        {
            app.UseWhen(AppRequests.Include, api => api.UseCors());
        }
    }

    internal static string[] Read(IConfiguration configuration) =>
    [
        .. (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text =>
            Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "https" or "http" && text == origin.GetLeftPart(UriPartial.Authority)
                ? text
                : throw new ConfigurationException($"{Key} names '{text}'; use origins such as https://app.example.com, without a path and separated by commas.")),
    ];

    private sealed record OriginSettings(bool HasOrigins);
}

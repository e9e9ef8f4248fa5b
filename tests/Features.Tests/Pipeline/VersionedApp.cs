using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>A small application of three versions, of which the newest changes one thing, on Kestrel and a free port.</summary>
internal sealed class VersionedApp : IAsyncDisposable
{
    public static readonly string[] Versions = ["v1", "v2", "v3"];

    private readonly WebApplication app;

    private VersionedApp(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))];

    public static async Task<VersionedApp> StartAsync(Action<ApiVersions> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorizationBuilder().SetDefaultPolicy(new([new AssertionRequirement(_ => true)], []));
        foreach (var version in Versions)
        {
            builder.Services.AddOpenApi(version);
        }

        var built = builder.Build();
        built.UseRouting();
        built.UseAuthorization();
        built.MapOpenApi();
        map(ApiVersions.Map(built, Versions).For("Things"));
        await built.StartAsync();
        return new(built);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

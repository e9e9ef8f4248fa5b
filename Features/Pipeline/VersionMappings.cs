namespace Mobile.Features.Pipeline;

/// <summary>What slices map from one version on. It is served by <see cref="VersionEndpoints"/>, once for each version in which it holds.</summary>
internal sealed class VersionMappings(string version, IEndpointRouteBuilder app) : IEndpointRouteBuilder
{
    public string Version => version;

    public IServiceProvider ServiceProvider => app.ServiceProvider;

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public IApplicationBuilder CreateApplicationBuilder() => app.CreateApplicationBuilder();

    public IEnumerable<RouteEndpoint> Build(RouteGroupContext context) =>
        DataSources.SelectMany(source => source.GetGroupedEndpoints(context)).Cast<RouteEndpoint>();
}

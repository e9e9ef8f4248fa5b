namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Says what the operations are about that the documents show together.</summary>
internal sealed record TagMetadata(string Name, string Description);

internal static class TagRegistration
{
    /// <summary>Shows the endpoints together under the name.</summary>
    public static TBuilder WithDescribedTag<TBuilder>(this TBuilder endpoints, string name, string description)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithTags(name).WithMetadata(new TagMetadata(name, description));
}

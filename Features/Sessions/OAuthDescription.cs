using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

internal static class OAuthDescription
{
    /// <summary>Puts an endpoint of OAuth into the documents: outside of versions, open to all, and with the errors of RFC 6749 §5.2.</summary>
    public static RouteHandlerBuilder DescribeOAuth(this RouteHandlerBuilder endpoint) => endpoint
        .WithDescribedTag("Sign-in", "Tokens for the apps, by OAuth 2.0.")
        .WithMetadata(new UnversionedMetadata())
        .AllowAnonymous()
        .Produces<OAuthError.Body>(StatusCodes.Status400BadRequest)
        .WithProblems(PipelineProblems.RequestTimeout, PipelineProblems.BodyTooLarge, PipelineProblems.UnsupportedMediaType);
}

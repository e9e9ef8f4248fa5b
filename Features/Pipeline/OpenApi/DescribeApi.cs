using Microsoft.AspNetCore.OpenApi;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Describes what is true of the whole document: its title, its tags, and how to sign in.</summary>
internal sealed partial class DescribeApi(
    IConfigurationManager<OpenIdConnectConfiguration> discovery, ILogger<DescribeApi> logger) : IOpenApiDocumentTransformer
{
    internal const string Bearer = "bearer";
    internal const string SignIn = "signIn";

    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Mobile API",
            Version = context.DocumentName,
            Description = "Writes carry an Idempotency-Key and happen once. Errors are problem details (RFC 9457): switch on their code. "
                + "Apps say what they are by X-App-Platform, X-App-Version and X-Device-Id, and ask GET /api/config when they start.",
        };
        document.Servers = [new() { Url = "/" }];
        var described = context.DescriptionGroups.SelectMany(group => group.Items)
            .SelectMany(operation => operation.ActionDescriptor.EndpointMetadata.OfType<TagMetadata>())
            .ToLookup(tag => tag.Name, tag => tag.Description, StringComparer.Ordinal);
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = described[tag.Name!].FirstOrDefault();
        }

        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        if (await FlowAsync(cancellationToken) is { } flow)
        {
            document.Components.SecuritySchemes[SignIn] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Sign in at the identity provider (authorization code and PKCE); the id token is exchanged at POST /oauth/token.",
                Flows = new() { AuthorizationCode = flow },
            };
        }

        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An access token from POST /oauth/token.",
        };
    }

    private async Task<OpenApiOAuthFlow?> FlowAsync(CancellationToken stop)
    {
        try
        {
            var provider = await discovery.GetConfigurationAsync(stop);
            return new()
            {
                AuthorizationUrl = new Uri(provider.AuthorizationEndpoint, UriKind.RelativeOrAbsolute),
                TokenUrl = new Uri(provider.TokenEndpoint, UriKind.RelativeOrAbsolute),
                Scopes = new Dictionary<string, string>(StringComparer.Ordinal) { ["openid"] = "who you are", ["profile"] = "your name" },
            };
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or IOException or HttpRequestException)
        {
            Log.NoSignIn(logger, unreachable.GetBaseException().Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider does not answer; the document names no sign-in: {Reason}")]
        public static partial void NoSignIn(ILogger logger, string reason);
    }
}

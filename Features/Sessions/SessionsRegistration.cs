using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

internal static class SessionsRegistration
{
    public static void AddSessions(this IServiceCollection services, AuthOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new SigningKeyNeeded(AccessTokens.KeyId, "ES256"));
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<TokenUses>();
        services.AddSingleton<TokenUseFlush>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenUseFlush>());
        services.AddSingleton<Revocations>();
        services.AddSingleton<RevocationPoll>();
        services.AddHostedService(provider => provider.GetRequiredService<RevocationPoll>());
        services.AddSingleton<VerifiedAccessTokens>();
        services.AddSingleton<IssueToken.Pair>();
        services.AddScoped<Users>();
        services.AddScoped<ExchangeIdToken.Handler>();
        services.AddScoped<SignInStaff.Handler>();
        services.AddSingleton<StaffSessions>();
        services.AddScoped<RotateRefreshToken.Handler>();
        services.AddScoped<RevokeToken.Handler>();
        services.AddScoped<RevokeSession.Handler>();
        services.AddScoped<RevokeOtherSessions.Handler>();
        services.AddScoped<SessionLimit>();
        services.AddScoped<ListSessions.Handler>();
        services.AddScoped<ListUserSessions.Handler>();
        services.AddScoped<EndSession.Handler>();
        services.AddScoped<CallersSession>();
        services.AddScoped<CallersStaffSession>();
        services.AddScoped<EndAllSessions>();
        services.AddSingleton<LostTokens>();
        services.AddSingleton<ICarryOver, SessionCarryOver>();
        services.AddScoped<IPersonalData, SessionData>();
        services.AddScoped<IAccountFollower, SessionData>();
        services.AddScoped<IGarbage, EndedSessions>();
        services.AddScoped<IGarbage, EndedStaffSessions>();
        if (options.Authority is { } authority)
        {
            services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(_ => Discover(authority));
            services.AddSingleton(provider => new IdentityProvider(
                provider.GetRequiredService<IConfigurationManager<OpenIdConnectConfiguration>>(), options, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AccessTokens, VerifiedAccessTokens, Revocations, LostTokens>(ConfigureBearer);
        services.AddAuthorization();
    }

    public static void MapSessions(this IEndpointRouteBuilder app, ApiVersions api)
    {
        app.MapGet("/.well-known/jwks.json", (AccessTokens tokens, HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=300";
            return TypedResults.Json(tokens.PublicKeys());
        }).ExcludeFromDescription();
        IssueToken.Map(app);
        RevokeToken.Map(app);
        ListSessions.Map(api);
        RevokeSession.Map(api);
        RevokeOtherSessions.Map(api);
    }

    private static ConfigurationManager<OpenIdConnectConfiguration> Discover(Uri authority)
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !authority.IsLoopback });
    }

    private static void ConfigureBearer(
        JwtBearerOptions bearer, AccessTokens tokens, VerifiedAccessTokens verified, Revocations revocations, LostTokens lost)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(verified);
        bearer.TokenValidationParameters = tokens.ValidationParameters();
        bearer.Events = new JwtBearerEvents
        {
            OnChallenge = context => ChallengeAsync(context, lost),
            OnTokenValidated = context =>
            {
                RefuseClosedAccount(context, revocations);
                return context.Result is null ? lost.CheckAsync(context) : Task.CompletedTask;
            },
        };
    }

    /// <summary>Takes no access token of a deleted account, but where its deletion is repeated.</summary>
    private static void RefuseClosedAccount(TokenValidatedContext context, Revocations revocations)
    {
        if (context.Principal?.FindFirst(Caller.UserIdClaim)?.Value is { } userId
            && revocations.HasAccount(userId)
            && context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ClosedAccountMetadata>() is null)
        {
            context.Fail(new AccountDeletedException());
        }
    }

    /// <summary>401 with a problem and the challenge of RFC 6750 §3; 410 for a token of a deleted account, which no refresh would mend.</summary>
    private static Task ChallengeAsync(JwtBearerChallengeContext context, LostTokens lost)
    {
        context.HandleResponse();
        if (lost.IsAway(context.AuthenticateFailure))
        {
            ExceptionDispatchInfo.Throw(context.AuthenticateFailure!);
        }

        if (context.AuthenticateFailure is AccountDeletedException)
        {
            return PipelineProblems.AccountDeleted.ExecuteAsync(context.HttpContext);
        }

        var problem = context.AuthenticateFailure switch
        {
            null => PipelineProblems.Unauthenticated,
            SecurityTokenExpiredException => PipelineProblems.TokenExpired,
            _ => PipelineProblems.TokenInvalid,
        };
        context.Response.Headers.WWWAuthenticate = context.AuthenticateFailure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return problem.ExecuteAsync(context.HttpContext);
    }

    private sealed class AccountDeletedException() : Exception("The account was deleted.");
}

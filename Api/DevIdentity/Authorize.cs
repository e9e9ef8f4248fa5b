using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.SampleData;

namespace Mobile.Api.DevIdentity;

/// <summary>
/// The authorization endpoint (RFC 6749 §4.1.1, RFC 7636 §4.3): a page to pick a user, or with <c>login_hint</c> that user at once.
/// An unknown client or redirect URI is answered here and never redirected to (§4.1.2.1).
/// </summary>
internal static class Authorize
{
    private const int ChallengeLength = 43;

    public sealed record Request(
        [FromQuery(Name = "client_id")] string? ClientId,
        [FromQuery(Name = "redirect_uri")] string? RedirectUri,
        [FromQuery(Name = "response_type")] string? ResponseType,
        [FromQuery(Name = "scope")] string? Scope,
        [FromQuery(Name = "state")] string? State,
        [FromQuery(Name = "nonce")] string? Nonce,
        [FromQuery(Name = "code_challenge")] string? CodeChallenge,
        [FromQuery(Name = "code_challenge_method")] string? CodeChallengeMethod,
        [FromQuery(Name = "login_hint")] string? LoginHint);

    public static IResult Answer([AsParameters] Request query, HttpRequest http, DevClients clients, AuthorizationCodes codes)
    {
        if (clients.Find(query.ClientId) is not { } client)
        {
            return Refuse($"client_id is unknown: use {string.Join(" or ", clients.All.Select(known => known.Id))}.");
        }

        if (!client.Accepts(query.RedirectUri, DevIdentityRegistration.OriginOf(http)))
        {
            return Refuse($"redirect_uri is not registered for {client.Id}: use {string.Join(" or ", client.Redirects)}, or add yours to {DevClients.Key}.");
        }

        if (query.ResponseType != "code")
        {
            return Return(query, "unsupported_response_type", "Use response_type=code.");
        }

        if (query.CodeChallengeMethod != "S256" || query.CodeChallenge?.Length != ChallengeLength)
        {
            return Return(query, "invalid_request", "Send code_challenge, and code_challenge_method=S256.");
        }

        if (query.Scope?.Split(' ').Contains("openid", StringComparer.Ordinal) is not true)
        {
            return Return(query, "invalid_scope", "The scope must contain openid.");
        }

        if (query.LoginHint is null)
        {
            return DevPage.Show(Page(http, "Sign in as"));
        }

        return SampleUser.Find(query.LoginHint) is { } user
            ? Redirect(query, new() { { "code", codes.Issue(user, client.Id, query.RedirectUri!, query.CodeChallenge, query.Nonce) } })
            : DevPage.Show(Page(http, "There is no such user. Sign in as"));
    }

    private static IResult Refuse(string reason) => DevPage.Show(
        DevPage.Html("Sign-in cannot continue", $"<p>{WebUtility.HtmlEncode(reason)}</p>"), StatusCodes.Status400BadRequest);

    private static IResult Return(Request query, string error, string description) =>
        Redirect(query, new() { { "error", error }, { "error_description", description } });

    private static IResult Redirect(Request query, QueryBuilder answer)
    {
        if (query.State is not null)
        {
            answer.Add("state", query.State);
        }

        // A redirect URI may have a query of its own, which stays (RFC 6749 §3.1.2).
        var redirectUri = query.RedirectUri!;
        return Results.Redirect(redirectUri.Contains('?', StringComparison.Ordinal)
            ? $"{redirectUri}&{answer.ToQueryString().Value![1..]}"
            : redirectUri + answer.ToQueryString());
    }

    private static string Page(HttpRequest request, string title)
    {
        var others = request.Query.Where(parameter => parameter.Key != "login_hint").ToList();
        var links = SampleUser.All.Select(user =>
        {
            var url = request.PathBase + request.Path + new QueryBuilder(others) { { "login_hint", user.Subject } }.ToQueryString();
            return $"<li><a href=\"{WebUtility.HtmlEncode(url)}\"><b>{user.Name}</b><small>{user.Subject} · {DevPage.RolesOf(user)}</small></a></li>";
        });
        return DevPage.Html(title, $"<ul>{string.Concat(links)}</ul>");
    }
}

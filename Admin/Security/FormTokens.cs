using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Mobile.Admin.Security;

/// <summary>Whether a form was sent from a page of ours, as the middleware against forgery has found.</summary>
internal static class FormTokens
{
    /// <summary>To be asked before the form is read: the framework lets nobody read a forged one.</summary>
    public static bool HasValidToken(this HttpContext http) => http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true };
}

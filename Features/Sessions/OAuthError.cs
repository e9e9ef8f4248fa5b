using System.Text.Json.Serialization;

namespace Mobile.Features.Sessions;

/// <summary>The answer to a refused OAuth request (RFC 6749 §5.2).</summary>
/// <param name="code">Why, where an app has to know more than <paramref name="error"/> tells.</param>
public sealed class OAuthError(string error, string description, int status = StatusCodes.Status400BadRequest, string? code = null) : IResult
{
    public static readonly OAuthError NoForm = new(
        "invalid_request", "Send the parameters as application/x-www-form-urlencoded, each at most once.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "5";
        }

        return httpContext.Response.WriteAsJsonAsync(new Body(error, description, code), httpContext.RequestAborted);
    }

    /// <param name="Error">As the specification names it: switch on this.</param>
    /// <param name="Description">What to do, for a developer.</param>
    /// <param name="Code">Why, where an app has to know more: <c>account-deleted</c> says to erase what the app holds.</param>
    public sealed record Body(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("error_description")] string Description,
        [property: JsonPropertyName("code"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);
}

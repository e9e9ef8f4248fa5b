namespace Mobile.Features.Sessions;

/// <summary>The answer to a refused OAuth request (RFC 6749 §5.2).</summary>
public sealed class OAuthError(string error, string description, int status = StatusCodes.Status400BadRequest) : IResult
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

        return httpContext.Response.WriteAsJsonAsync(new { error, error_description = description }, httpContext.RequestAborted);
    }
}

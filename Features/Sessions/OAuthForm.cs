namespace Mobile.Features.Sessions;

/// <summary>The form of an OAuth request (RFC 6749 §3.2): each parameter at most once, an empty one counts as absent.</summary>
internal sealed class OAuthForm(IFormCollection form)
{
    public string? this[string name] => form[name].ToString() is { Length: > 0 } value ? value : null;

    /// <returns>Null when the body is not a form, or repeats a parameter.</returns>
    public static async Task<OAuthForm?> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            var form = await request.ReadFormAsync(stop);
            return form.All(parameter => parameter.Value.Count == 1) ? new(form) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>The answer to a refused OAuth request (RFC 6749 §5.2).</summary>
internal sealed class OAuthError(string error, string description, int status = StatusCodes.Status400BadRequest) : IResult
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

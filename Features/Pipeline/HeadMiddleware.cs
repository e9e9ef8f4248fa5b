namespace Mobile.Features.Pipeline;

/// <summary>Answers HEAD as GET without a body (RFC 9110 §9.3.2), whatever answers GET.</summary>
/// <remarks>
/// All that follows sees a GET, so that no endpoint, limit or policy has to know both. The server leaves out the body, since it knows the
/// method that came over the wire; <see cref="InnerPipeline"/> does so for a request inside of a batch.
/// </remarks>
internal sealed class HeadMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => HttpMethods.IsHead(context.Request.Method) ? AsGetAsync(context) : next(context);

    private async Task AsGetAsync(HttpContext context)
    {
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            // For whoever tells of the request afterwards.
            context.Request.Method = HttpMethods.Head;
        }
    }
}

public static class HeadRegistration
{
    /// <summary>Follows <see cref="InnerPipelineRegistration.UseInnerPipeline"/> and precedes routing.</summary>
    public static void UseHead(this IApplicationBuilder app) => app.UseMiddleware<HeadMiddleware>();
}

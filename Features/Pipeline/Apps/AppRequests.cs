namespace Mobile.Features.Pipeline.Apps;

/// <summary>What apps send, as opposed to health, documents and pages for staff.</summary>
public static class AppRequests
{
    public static bool Include(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase);
}

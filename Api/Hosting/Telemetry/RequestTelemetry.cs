using Microsoft.AspNetCore.Http.Features;
using Mobile.Features.Pipeline;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>Says on the framework's span and metric of a request what only the product knows, once the answer is known.</summary>
internal sealed class RequestTelemetry(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (ApiVersions.Of(context.Request.Path) is { } version)
            {
                context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new("mobile.api.version", version));
            }

            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
            {
                RequestActivity.Describe(span, context);
            }
        }
    }
}

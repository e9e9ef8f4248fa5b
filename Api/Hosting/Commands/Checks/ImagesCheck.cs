using Mobile.Features.Catalog;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>The image CDN answers; whether it has a picture is not asked.</summary>
internal static class ImagesCheck
{
    private const string Subject = "image CDN";
    private const int Width = 320;
    private const int ServerError = 500;

    public static async Task<IReadOnlyList<Finding>> RunAsync(ImageCdn? cdn, TimeProvider clock, Probe probe, CancellationToken stop)
    {
        if (cdn is null)
        {
            return [new(Verdict.Skipped, Subject, "none is configured: sample art is shown")];
        }

        var address = new Uri(cdn.UrlOf("check", Width, clock.GetUtcNow()));
        var reply = await probe.GetAsync(address, null, stop);
        return
        [
            reply.Failure is null && (int)reply.Status < ServerError
                ? new(Verdict.Ok, Subject, address.Host)
                : new(Verdict.Wrong, Subject, $"{address.Host} does not answer ({reply.Outcome}): check Images:Template."),
        ];
    }
}

using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Mobile.Api.Hosting;

/// <summary>
/// Brotli and gzip for what apps download. Replies that hold tokens are left as they are: nothing secret is compressed next to what a
/// stranger may have chosen.
/// </summary>
internal static class Compression
{
    private static readonly string[] MediaTypes =
        ["application/json", "application/problem+json", "image/svg+xml", "text/html", "text/css", "text/javascript"];

    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = MediaTypes;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
    }

    public static void UseCompression(this IApplicationBuilder app) => app.UseWhen(HoldsNoTokens, compressed => compressed.UseResponseCompression());

    private static bool HoldsNoTokens(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments(DevIdentity.DevIdentityProvider.Path, StringComparison.OrdinalIgnoreCase);
}

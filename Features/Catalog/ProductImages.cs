using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Catalog;

/// <summary>
/// Product pictures at the width that a screen needs, never larger: at the image CDN of <see cref="ImageCdn"/>, or without one as sample
/// art that the server draws, an SVG that is the same for the same name. Public, so that any cache may keep them.
/// </summary>
public static partial class ProductImages
{
    private static readonly int[] Widths = [160, 320, 640, 1080, 1600];

    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/images/{name}", Results<ContentHttpResult, RedirectHttpResult, Problem> (
            string name, HttpResponse response, TimeProvider clock, IServiceProvider services, int w = 320, int dpr = 1) =>
        {
            if (!Name().IsMatch(name))
            {
                return (Problem)CatalogProblems.ProductNotFound;
            }

            if (!Widths.Contains(w) || dpr is < 1 or > 3)
            {
                return (Problem)PipelineProblems.InvalidParameter.With("Send w=160, 320, 640, 1080 or 1600, and dpr=1, 2 or 3.");
            }

            if (services.GetService<ImageCdn>() is { } cdn)
            {
                response.Headers.CacheControl = $"public, max-age={ImageCdn.Validity.TotalSeconds}";
                return TypedResults.Redirect(cdn.UrlOf(name, w * dpr, clock.GetUtcNow()));
            }

            response.Headers.CacheControl = "public, max-age=86400";
            return TypedResults.Content(Draw(name, w * dpr), "image/svg+xml");
        })
            .AllowAnonymous()
            .WithSummary("Read a product picture")
            .WithExample("name", "trail-jacket-mos")
            .WithProblems(CatalogProblems.ProductNotFound, PipelineProblems.InvalidParameter)
            .Produces<string>(StatusCodes.Status200OK, "image/svg+xml")
            .Produces(StatusCodes.Status302Found)
            .WithMetadata(new ResponseHeaderMetadata(StatusCodes.Status302Found, "Location"));
    }

    private static string Draw(string name, int pixels)
    {
        var seed = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var hue = seed % 360;
        var (x, y, radius) = (20 + (seed >> 9 & 63), 20 + (seed >> 15 & 63), 18 + (seed >> 21 & 15));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}" viewBox="0 0 100 100" role="img" aria-label="{name}">
            <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl({hue} 45% 88%)"/><stop offset="1" stop-color="hsl({(hue + 40) % 360} 50% 68%)"/></linearGradient></defs>
            <rect width="100" height="100" fill="url(#g)"/>
            <circle cx="{x}" cy="{y}" r="{radius}" fill="hsl({hue} 55% 52% / .55)"/>
            <path d="M0 {50 + (seed >> 25 & 15)}Q30 {40 + (seed & 31)} 55 62T100 {48 + (seed >> 4 & 15)}V100H0Z" fill="hsl({(hue + 200) % 360} 35% 38% / .6)"/>
            </svg>
            """;
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,100}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}

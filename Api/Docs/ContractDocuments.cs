using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline;

namespace Mobile.Api.Docs;

/// <summary>
/// Serves the contract of each version as <c>/openapi/{version}.json</c>. It is the same for everybody until the next build, so it is
/// composed once, and whoever has it is answered with 304.
/// </summary>
internal static class ContractDocuments
{
    public static void MapContracts(this WebApplication app)
    {
        var contracts = new ConcurrentDictionary<string, Lazy<Task<Contract>>>(StringComparer.Ordinal);
        foreach (var version in ApiVersions.Names)
        {
            app.MapGet($"/openapi/{version}.json", () => FindAsync(contracts, version, app.Services))
                .ExcludeFromDescription();
        }
    }

    private static async Task<IResult> FindAsync(ConcurrentDictionary<string, Lazy<Task<Contract>>> contracts, string version, IServiceProvider services)
    {
        var composed = contracts.GetOrAdd(version, static (name, services) => new(() => Contract.ComposeAsync(name, services)), services);
        try
        {
            return await composed.Value;
        }
        catch
        {
            // A failure is no contract to keep: the next request tries anew.
            contracts.TryRemove(new(version, composed));
            throw;
        }
    }

    private sealed class Contract(byte[] body) : IResult
    {
        private readonly string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";

        public static async Task<Contract> ComposeAsync(string version, IServiceProvider services)
        {
            // Not of the request, which may be aborted while others wait for the same.
            await using var scope = services.CreateAsyncScope();
            var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(version).GetOpenApiDocumentAsync();
            using var body = new MemoryStream();
            await document.SerializeAsJsonAsync(body, OpenApiSpecVersion.OpenApi3_1);
            return new(body.ToArray());
        }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-cache";
            if (httpContext.AnswersNotModified(tag))
            {
                return;
            }

            httpContext.Response.ContentType = "application/json;charset=utf-8";
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}

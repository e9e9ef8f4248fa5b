using System.Net;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Api.DevIdentity;

/// <summary>Decides who may ask the development provider: this machine alone, unless a setting says otherwise.</summary>
/// <param name="AllowRemote">Whether other machines may, too.</param>
/// <remarks>The provider signs anybody in. A name of an environment that is set by mistake on a public machine must not hand out tokens.</remarks>
internal sealed record DevAccess(bool AllowRemote)
{
    private const string Key = "DevIdentity:AllowRemote";

    /// <summary>Names what a proxy adds to the requests of others. One that this process does not know may run on this machine and serve the world.</summary>
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"];

    private static readonly string[] ProxyHeaderPrefixes = ["X-Forwarded-", "X-Original-"];

    /// <exception cref="ConfigurationException">The value is neither true nor false, or there is no development provider.</exception>
    public static DevAccess Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var value = configuration[Key];
        if (!bool.TryParse(value ?? bool.FalseString, out var allowRemote))
        {
            throw new ConfigurationException($"{Key} is '{value}'; set it to true or false.");
        }

        return allowRemote && !environment.IsDevelopment()
            ? throw new ConfigurationException($"{Key} is for the development provider, which exists in Development only: remove it.")
            : new(allowRemote);
    }

    /// <summary>Answers 403 to requests that did not come from this machine, or that came through a proxy.</summary>
    public static ValueTask<object?> RefuseOthersAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.RequestServices.GetRequiredService<DevAccess>().Admits(context)
            ? next(invocation)
            : ValueTask.FromResult<object?>((Problem)PipelineProblems.Forbidden.With(
                $"The development provider signs anybody in, so it answers this machine alone, asked for by localhost or an address, and nobody through a proxy. Set {Key} to true to sign in from another one, such as a phone in the same network."));
    }

    public bool Admits(HttpContext context) => AllowRemote
        || (IsLoopback(context.Connection.RemoteIpAddress) && IsOfThisMachine(context.Request.Host.Host) && !CameThroughProxy(context.Request.Headers));

    /// <summary>
    /// Tells whether the host that was asked for is localhost (RFC 6761 §6.3) or an address. Any other name may belong to a page in the
    /// browser of this machine that has pointed its own name at it.
    /// </summary>
    private static bool IsOfThisMachine(string host) => IsLocalName(host.EndsWith('.') ? host[..^1] : host);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out _);

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool CameThroughProxy(IHeaderDictionary headers) => headers.Keys.Any(name =>
        ProxyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || ProxyHeaderPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
}

using System.Net;
using System.Net.Sockets;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Takes what a request costs from the budget of whoever sends it: of the signed-in user, or before sign-in of the address it calls from
/// and of the installation. The installation is what a header says, so its budget is one within that of the address, which is asked first:
/// made-up installations get no bucket of their own once the address has used up its budget.
/// </summary>
public sealed class RateLimits(ICounterStore counters, LimitOptions options)
{
    private const int MaxInstallation = 100;

    private readonly RateLimitPolicy? sessions = options.SessionsOfUser();
    private readonly Func<Budget, RateLimitPolicy?> users = options.PoliciesOf("user");
    private readonly Func<Budget, RateLimitPolicy?> installations = options.PoliciesOf("installation");
    private readonly Func<Budget, RateLimitPolicy?> addresses = options.PoliciesOf("address", options.AddressFactor);

    /// <summary>Takes one of the sessions that a user may open.</summary>
    /// <param name="issuer">Who vouches for the user, who may have no id of ours yet.</param>
    /// <returns>Null where it may be opened.</returns>
    public ValueTask<Problem?> TakeSessionAsync(HttpContext context, string issuer, string subject) =>
        TakeAsync(context, sessions, Sha256.HexOf($"{issuer} {subject}"), cost: 1);

    /// <returns>Null where the request may go on.</returns>
    internal async ValueTask<Problem?> TakeAsync(HttpContext context, Budget budget, int cost)
    {
        if (context.User.FindFirst(Caller.UserIdClaim)?.Value is { } userId)
        {
            return await TakeAsync(context, users(budget), userId, cost);
        }

        var address = AddressOf(context);
        if (await TakeAsync(context, addresses(budget), address, cost) is { } beyondAddress)
        {
            return beyondAddress;
        }

        var installation = context.Request.Headers[AppHeaders.DeviceName].ToString();
        if (installation is not { Length: > 0 and <= MaxInstallation }
            || await TakeAsync(context, installations(budget), $"{address} {installation}", cost) is not { } beyondInstallation)
        {
            return null;
        }

        // Others behind the address do not pay for what one of them was refused.
        if (addresses(budget) is { } policy)
        {
            await counters.TakeAsync(policy, address, -cost);
        }

        return beyondInstallation;
    }

    /// <summary>Takes one request to the dashboard from the budget of the member of staff, or of the address where nobody is signed in.</summary>
    /// <param name="userId">Null where nobody is signed in.</param>
    /// <returns>Null where the request may go on.</returns>
    public ValueTask<Problem?> TakeForDashboardAsync(HttpContext context, string? userId) => userId is null
        ? TakeAsync(context, addresses(Budget.Admin), AddressOf(context), cost: 1)
        : TakeAsync(context, users(Budget.Admin), userId, cost: 1);

    /// <summary>For a request whose cost shows only when it is read: the door has taken 1 for it.</summary>
    internal async ValueTask<Problem?> TakeWholeAsync(HttpContext context, Budget budget, int cost)
    {
        await TakeAsync(context, budget, -1);
        return await TakeAsync(context, budget, cost);
    }

    private async ValueTask<Problem?> TakeAsync(HttpContext context, RateLimitPolicy? policy, string partition, int cost)
    {
        if (policy is null)
        {
            return null;
        }

        var taken = await counters.TakeAsync(policy, partition, cost);
        if (!taken.IsTaken || taken.Remaining < policy.Quota / 2)
        {
            // Who has most of it left has nothing to plan, and every byte counts. Of draft-ietf-httpapi-ratelimit-headers-10, t is the time until
            // additional quota is available: at most that of one request, since the bucket fills evenly.
            var headers = context.Response.Headers;
            headers["RateLimit-Policy"] = policy.Header;
            headers["RateLimit"] = $"\"{policy.Name}\";r={taken.Remaining};t={Seconds(taken.UntilMore)}";
        }

        return taken.IsTaken ? null : new Problem(PipelineProblems.QuotaExceeded)
        {
            RetryAfterSeconds = Math.Max(Seconds(taken.Wait), 1),
            ViolatedPolicies = [policy.Name],
        };
    }

    /// <summary>Rounded up, so that whoever waits so long has waited long enough.</summary>
    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    /// <summary>A household has 2^64 addresses of IPv6, and is one (RFC 6177).</summary>
    internal static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
        {
            return "unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }
}

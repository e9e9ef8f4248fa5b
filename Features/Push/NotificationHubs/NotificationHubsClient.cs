using System.Net;
using System.Net.Http.Headers;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// Makes a call once, and tells how far it came. Only a call that the hub refused for its key is made again, with the other one: it
/// was certainly not taken.
/// </summary>
internal sealed class NotificationHubsClient(HttpClient http, HubOptions hub, HubKeys keys, HubRate rate, HubMetrics metrics, TimeProvider clock)
{
    private const int MaxReplyBytes = 1024 * 1024;
    private const int MaxIdLength = 100;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>What asks for more is a mistake, or a clock that is wrong.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <param name="timeout">Ends the call wherever it is; it does not throw.</param>
    public async Task<HubReply> CallAsync(HubRequest request, CancellationToken timeout)
    {
        var key = keys.Current;
        var reply = await TryAsync(request, key, timeout);
        if (reply.Status is not HttpStatusCode.Unauthorized || keys.Other(key) is not { } other)
        {
            return reply;
        }

        reply = await TryAsync(request, other, timeout);
        if (reply.Reach is HubReach.Answered && reply.Status is not HttpStatusCode.Unauthorized)
        {
            keys.Prefer(other);
        }

        return reply;
    }

    private async Task<HubReply> TryAsync(HubRequest request, int key, CancellationToken timeout)
    {
        var reply = await WaitForTurnAsync(timeout) ? await SendAsync(request, key, timeout) : new(HubReach.NotSent, Reason: "own-rate");
        metrics.Count(request, reply);
        return reply;
    }

    private async Task<bool> WaitForTurnAsync(CancellationToken timeout)
    {
        try
        {
            await rate.WaitAsync(timeout);
            return !timeout.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<HubReply> SendAsync(HubRequest request, int key, CancellationToken timeout)
    {
        var address = hub.Connection.Address;
        using var message = request.ToMessage(address, keys.Sign(request.AddressAt(address), key, request.Repeats));
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout);
            return await ReadAsync(request, answer, timeout);
        }
        catch (OperationCanceledException)
        {
            // The handler gives up by itself only while it connects.
            return timeout.IsCancellationRequested ? new(HubReach.NoReply, Reason: "timeout") : new(HubReach.NotSent, Reason: "not-reached");
        }
        catch (HttpRequestException failure)
        {
            return NeverLeft(failure.HttpRequestError) ? new(HubReach.NotSent, Reason: "not-reached") : new(HubReach.NoReply, Reason: "no-reply");
        }
    }

    /// <summary>The status alone decides; a body is read only where it is what was asked for.</summary>
    private async Task<HubReply> ReadAsync(HubRequest request, HttpResponseMessage answer, CancellationToken timeout)
    {
        var headers = answer.Headers;
        return new(HubReach.Answered, answer.StatusCode)
        {
            AsksToWait = headers.NonValidated.Contains("Retry-After"),
            RetryAfter = WaitOf(headers.RetryAfter),
            NotificationId = IdIn(headers.Location),
            Body = request.Method == HttpMethod.Get && answer.IsSuccessStatusCode ? await BodyOfAsync(answer.Content, timeout) : "",
        };
    }

    /// <summary>Null where the hub gives none, or one that nobody could store.</summary>
    private static string? IdIn(Uri? location) =>
        location is { IsAbsoluteUri: true } && location.Segments[^1].Trim('/') is { Length: > 0 and <= MaxIdLength } id ? id : null;

    private static async Task<string> BodyOfAsync(HttpContent content, CancellationToken timeout)
    {
        try
        {
            await content.LoadIntoBufferAsync(MaxReplyBytes, timeout);
            return await content.ReadAsStringAsync(timeout);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return "";
        }
    }

    private TimeSpan? WaitOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }

    /// <summary>There was no connection over which anything could have gone.</summary>
    private static bool NeverLeft(HttpRequestError error) =>
        error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}

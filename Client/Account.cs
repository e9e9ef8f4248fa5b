using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Mobile.Client;

/// <summary>The user's account as a whole: taken along, or deleted.</summary>
internal sealed class Account(ApiAddress api, ApiCalls calls)
{
    private const int Chunk = 64 * 1024;

    /// <summary>Copied as it comes in, for it may be larger than a phone's memory.</summary>
    public async Task ExportAsync(Stream to, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var request = new HttpRequestMessage(HttpMethod.Get, api.Export);
        using var answer = await calls.SendStreamedAsync(request, stop).ConfigureAwait(false);
        try
        {
            await CopyAsync(await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false), to, stop).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpIOException or HttpRequestException or JsonException)
        {
            throw new ServerUnreachableException(broken);
        }
    }

    /// <summary>Returns when the account is deleted, now or before. Whatever version the profile has: the user wants all of it gone.</summary>
    public async Task DeleteAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, api.Profile);
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        try
        {
            var deleted = ExpectedAnswer.Empty(HttpStatusCode.NoContent, Refusals.ReadProblem);
            await calls.SendAsync(request, deleted, stop).ConfigureAwait(false);
        }
        catch (ApiProblemException refused) when (refused.Problem.SaysAccountDeleted)
        {
            // An earlier call did it, and its reply was lost.
        }
        catch (SignInRequiredException ended) when (ended.AccountIsDeleted)
        {
            // The same, for longer than an access token lives.
        }
    }

    /// <exception cref="JsonException">It is no whole export: a connection that was cut may look like one that has ended.</exception>
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken stop)
    {
        var export = new StreamedObject("exportedAt", "profile");
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0;)
            {
                export.Read(buffer.AsSpan(0, read), isLast: false);
                await to.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
            }

            export.Read([], isLast: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (!export.IsWhole)
        {
            throw new JsonException("The document is no export.");
        }
    }
}

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>Fetches the reports that the hub leaves in a storage of its own, at addresses that are secrets by themselves.</summary>
internal sealed class FeedbackReports(HttpClient http)
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <returns>Null where it cannot be had now.</returns>
    public async Task<IReadOnlyList<PnsFeedback>?> ReadAsync(Uri address, CancellationToken timeout)
    {
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            await answer.Content.LoadIntoBufferAsync(MaxBytes, timeout);
            return PnsFeedback.Parse(await answer.Content.ReadAsStringAsync(timeout));
        }
        catch (Exception away) when (away is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}

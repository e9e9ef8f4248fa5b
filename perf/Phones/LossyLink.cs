using Mobile.Perf.Load;

namespace Mobile.Perf.Phones;

/// <summary>
/// A link that loses requests, and replies to requests that the server has carried out. What is lost depends on the seed, the arrival and
/// the attempt alone, so that a run can be repeated.
/// </summary>
/// <param name="oneIn">One request in so many is lost, and one reply.</param>
internal sealed class LossyLink(int oneIn, Losses losses) : DelegatingHandler(new MeasuredLink())
{
    private const int MostAttempts = 100;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Step.Current is not { } step)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var dice = Dice.For(losses.Seed, (step.Arrival.Number * MostAttempts) + step.Attempts);
        if (dice.OneIn(oneIn))
        {
            step.CountAttempt();
            losses.CountRequest();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The request was lost.");
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (dice.OneIn(oneIn))
        {
            answer.Dispose();
            losses.CountReply();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The reply was lost.");
        }

        return answer;
    }
}

/// <summary>What links have lost, together.</summary>
internal sealed class Losses(int seed)
{
    private long requests;
    private long replies;

    public int Seed => seed;

    public long Requests => Interlocked.Read(ref requests);

    public long Replies => Interlocked.Read(ref replies);

    public void CountRequest() => Interlocked.Increment(ref requests);

    public void CountReply() => Interlocked.Increment(ref replies);
}

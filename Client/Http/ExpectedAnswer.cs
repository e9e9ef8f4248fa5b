using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>Declares what the server may answer to one request; <see cref="RetryHandler"/> takes all else for no answer.</summary>
/// <remarks>
/// The sign-in page of a hotel's network, the page of a proxy and that of a maintenance are successes as well, with HTML, with <c>{}</c> or
/// with nothing. An answer is the server's if its status, its media type and its shape are, and if nobody has redirected the request.
/// </remarks>
internal abstract class ExpectedAnswer(bool isStreamed)
{
    private static readonly HttpRequestOptionsKey<ExpectedAnswer> Key = new("Mobile.Client.ExpectedAnswer");

    /// <summary>Whether the body may be larger than memory: then the head alone is judged here, and the body by its reader.</summary>
    public bool IsStreamed => isStreamed;

    /// <summary>Finds what was declared for a request; null for a request of the app's own.</summary>
    public static ExpectedAnswer? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var expected) ? expected : null;

    public void DeclareOn(HttpRequestMessage request) => request.Options.Set(Key, this);

    /// <summary>Reads an answer, and tells whether the contract documents it: as a success or as a refusal.</summary>
    public abstract bool Documents(HttpResponseMessage answer, ReadOnlySpan<byte> body);

    /// <summary>Expects JSON of the type, with 200 where no status is named.</summary>
    public static ExpectedAnswer<T> Json<T>(JsonTypeInfo<T> type, params HttpStatusCode[] statuses)
        where T : class => Json(type, value => value, Refusals.ReadProblem, statuses);

    /// <param name="convert">Makes the result of the call; null where the body lacks what the call needs.</param>
    /// <param name="refusals">How the endpoint refuses.</param>
    public static ExpectedAnswer<TResult> Json<TBody, TResult>(
        JsonTypeInfo<TBody> type, Func<TBody, TResult?> convert, RefusalReader refusals, params HttpStatusCode[] statuses)
        where TBody : class
        where TResult : class => new(
            (answer, body) =>
                IsOneOf(answer.StatusCode, statuses) && WireJson.IsJson(answer) && WireJson.Read(body, type) is { } value
                    ? convert(value) : null,
            refusals);

    /// <summary>Expects the status, and no body.</summary>
    public static ExpectedAnswer<object> Empty(HttpStatusCode status, RefusalReader refusals) =>
        new((answer, body) => answer.StatusCode == status && body.IsEmpty ? status : null, refusals);

    /// <summary>Expects 200 with JSON that is read as it streams in.</summary>
    public static ExpectedAnswer<object> StreamedJson() =>
        new(
            (answer, _) => answer.StatusCode == HttpStatusCode.OK && WireJson.IsJson(answer) ? answer.StatusCode : null,
            Refusals.ReadProblem,
            isStreamed: true);

    private static bool IsOneOf(HttpStatusCode status, HttpStatusCode[] statuses) =>
        statuses.Length == 0 ? status == HttpStatusCode.OK : statuses.Contains(status);
}

/// <summary>Reads a success that the contract documents; null where the answer is none.</summary>
internal delegate T? SuccessReader<T>(HttpResponseMessage answer, ReadOnlySpan<byte> body)
    where T : class;

/// <inheritdoc cref="ExpectedAnswer"/>
internal sealed class ExpectedAnswer<T>(SuccessReader<T> successes, RefusalReader refusals, bool isStreamed = false)
    : ExpectedAnswer(isStreamed)
    where T : class
{
    private T? success;
    private Exception? refusal;

    /// <summary>What the server has answered.</summary>
    /// <exception cref="ApiProblemException">It refused the request.</exception>
    /// <exception cref="SignInFailedException">It is an endpoint of OAuth, and refused the request.</exception>
    public T Value => success ?? throw refusal ?? new InvalidOperationException("The answer was not judged.");

    public override bool Documents(HttpResponseMessage answer, ReadOnlySpan<byte> body)
    {
        var isRefusal = (int)answer.StatusCode >= (int)HttpStatusCode.BadRequest;
        success = isRefusal ? null : successes(answer, body);
        refusal = isRefusal ? refusals(answer, body) : null;
        return success is not null || refusal is not null;
    }
}

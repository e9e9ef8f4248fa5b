namespace Mobile.Features.Pipeline.Problems;

/// <summary>The problems that any endpoint may answer with. Those of a feature stand in its own folder.</summary>
public static class PipelineProblems
{
    /// <summary>The registry of RFC 9457 §4.2, in which draft-ietf-httpapi-ratelimit-headers §6 names these kinds.</summary>
    private const string Iana = "https://iana.org/assignments/http-problem-types#";

    public static readonly ProblemType MalformedJson = new(
        "malformed-json", 400, "The body is not valid JSON", "Send one JSON document in valid UTF-8, without duplicate members.");

    public static readonly ProblemType JsonTooDeep = new(
        "json-too-deep", 400, "The JSON is nested too deeply", "Nest at most 32 levels.");

    public static readonly ProblemType InvalidType = new(
        "invalid-type", 400, "A member has the wrong type", "Send each member with the JSON type that the contract names.");

    public static readonly ProblemType BodyRequired = new(
        "body-required", 400, "A body is required", "Send a JSON body with Content-Type: application/json.");

    public static readonly ProblemType ValidationFailed = new(
        "validation-failed", 400, "The request is not valid", "Correct the members named in errors.");

    public static readonly ProblemType InvalidParameter = new(
        "invalid-parameter", 400, "A parameter is not valid", "Send the parameter in the form that the contract names.");

    public static readonly ProblemType InvalidLimit = new(
        "invalid-limit", 400, "The limit is out of range", "Send a whole number from 1 to 100, or leave limit out.");

    public static readonly ProblemType InvalidCursor = new(
        "invalid-cursor", 400, "The cursor is not valid", "Start again without after; cursors are used as they were received, by the user who received them.");

    public static readonly ProblemType IdempotencyKeyMissing = new(
        "idempotency-key-missing", 400, "An idempotency key is required", "Send Idempotency-Key with a fresh unique value of 16 to 255 characters, and the same value on each retry.",
        DescribedBy: true)
    {
        Headers = ["Link"],
    };

    public static readonly ProblemType IdempotencyKeyInvalid = new(
        "idempotency-key-invalid", 400, "The idempotency key is not valid", "Send one Idempotency-Key header of 16 to 255 printable ASCII characters, bare or as a quoted string.");

    public static readonly ProblemType InvalidIfMatch = new(
        "invalid-if-match", 400, "If-Match is not valid", "Send the ETag that the resource came with, in its quotation marks.");

    public static readonly ProblemType UnknownField = new(
        "unknown-field", 400, "A field does not exist", "Name fields of the answer, separated by commas, with a dot before each nested one.");

    public static readonly ProblemType BadRequest = new(
        "bad-request", 400, "The request cannot be read", "Correct the request.");

    public static readonly ProblemType Unauthenticated = new(
        "unauthenticated", 401, "Sign in first", "Send Authorization: Bearer with an access token from POST /oauth/token.")
    {
        Headers = ["WWW-Authenticate"],
    };

    public static readonly ProblemType TokenExpired = new(
        "token-expired", 401, "The access token has expired", "Refresh it at POST /oauth/token and repeat the request with the same idempotency key.")
    {
        Headers = ["WWW-Authenticate"],
    };

    public static readonly ProblemType TokenInvalid = new(
        "token-invalid", 401, "The access token is not valid", "Sign in again; send access tokens as they were received.")
    {
        Headers = ["WWW-Authenticate"],
    };

    public static readonly ProblemType Forbidden = new(
        "forbidden", 403, "Not allowed", "The signed-in user may not do this.");

    public static readonly ProblemType NotFound = new(
        "not-found", 404, "There is nothing here", "Check the path against the contract at /docs.");

    public static readonly ProblemType UnknownApiVersion = new(
        "unknown-api-version", 404, "Unknown API version", $"Use {string.Join(" or ", ApiVersions.CurrentFirst.Select(version => $"/api/{ApiVersions.Label(version)}"))}.");

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", 405, "This method is not allowed here", "Use a method that the Allow header names.");

    public static readonly ProblemType RequestTimeout = new(
        "request-timeout", 408, "The request came too slowly", "Repeat it with the same idempotency key.", Retryable: true);

    public static readonly ProblemType RequestInFlight = new(
        "request-in-flight", 409, "The first request with this key is still running", "Repeat it after Retry-After to receive the first reply.", Retryable: true)
    {
        Headers = ["Retry-After"],
    };

    public static readonly ProblemType ApiVersionRetired = new(
        "api-version-retired", 410, "This API version is retired", "Update the app: this version of the API no longer answers.");

    public static readonly ProblemType ApiVersionBrownout = new(
        "api-version-brownout", 410, "This API version is switched off for a while", "Update the app: this version of the API is about to be retired. Until then it answers again after Retry-After.",
        Retryable: true)
    {
        Headers = ["Retry-After"],
    };

    public static readonly ProblemType AccountDeleted = new(
        "account-deleted", 410, "The account was deleted", "Erase what the app holds of it. Who signs in again begins with a new account.");

    public static readonly ProblemType PreconditionFailed = new(
        "precondition-failed", 412, "The resource has changed", "Merge with current, and repeat with currentVersion in If-Match and a fresh idempotency key.");

    public static readonly ProblemType BodyTooLarge = new(
        "body-too-large", 413, "The body is too large", "Send at most 256 KiB, or 1 MiB in a batch.");

    public static readonly ProblemType UnsupportedMediaType = new(
        "unsupported-media-type", 415, "The media type is not supported", "Send JSON in UTF-8 with Content-Type: application/json.");

    public static readonly ProblemType IdempotencyKeyReused = new(
        "idempotency-key-reused", 422, "The idempotency key belongs to another request", "Use a fresh key for each new request; repeat a request unchanged to replay its reply.");

    public static readonly ProblemType ClientUpgradeRequired = new(
        "client-upgrade-required", 426, "This version of the app is no longer served", "Update the app from storeUrl to minimumVersion or later.")
    {
        Headers = ["Upgrade"],
    };

    public static readonly ProblemType PreconditionRequired = new(
        "precondition-required", 428, "If-Match is required", "Send If-Match with the ETag of the version that the change is meant for.");

    public static readonly ProblemType QuotaExceeded = new(
        "quota-exceeded", 429, "More was asked than the limit allows", "Repeat it after Retry-After, with the same idempotency key. RateLimit-Policy says how much is allowed.", Retryable: true)
    {
        Headers = ["Retry-After"],
        Uri = Iana + "quota-exceeded",
    };

    public static readonly ProblemType TooManyConcurrentRequests = new(
        "too-many-concurrent-requests", 429, "Too many requests are under way",
        "Nothing was done. Read the answers that are under way, and repeat it after Retry-After with the same idempotency key.", Retryable: true)
    {
        Headers = ["Retry-After"],
    };

    public static readonly ProblemType InternalError = new(
        "internal-error", 500, "Something failed on our side", "Repeat it with the same idempotency key; report the traceId if it persists.", Retryable: true);

    public static readonly ProblemType StoreUnavailable = new(
        "store-unavailable", 503, "The store cannot take the request now", "Repeat it after Retry-After with the same idempotency key: it happens once.", Retryable: true)
    {
        Headers = ["Retry-After"],
    };

    public static readonly ProblemType ReducedCapacity = new(
        "temporary-reduced-capacity", 503, "There is more to do than can be done at the moment", "Nothing was done. Repeat it after Retry-After with the same idempotency key.", Retryable: true)
    {
        Headers = ["Retry-After"],
        Uri = Iana + "temporary-reduced-capacity",
    };

    public static IReadOnlyList<ProblemType> All { get; } =
    [
        MalformedJson, JsonTooDeep, InvalidType, BodyRequired, ValidationFailed, InvalidParameter, InvalidLimit, InvalidCursor,
        IdempotencyKeyMissing, IdempotencyKeyInvalid, InvalidIfMatch, UnknownField, BadRequest, Unauthenticated, TokenExpired, TokenInvalid,
        Forbidden, NotFound, UnknownApiVersion, MethodNotAllowed, RequestTimeout, RequestInFlight, ApiVersionRetired, ApiVersionBrownout,
        AccountDeleted, PreconditionFailed, BodyTooLarge, UnsupportedMediaType, IdempotencyKeyReused, ClientUpgradeRequired, PreconditionRequired, QuotaExceeded,
        TooManyConcurrentRequests, InternalError, StoreUnavailable, ReducedCapacity,
    ];
}

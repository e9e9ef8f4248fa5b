namespace Mobile.Features.Pipeline;

public static class MergePatch
{
    public const string MediaType = "application/merge-patch+json";

    /// <summary>The body is a JSON merge patch (RFC 7396): a member that is left out stays as it is, null removes it.</summary>
    public static RouteHandlerBuilder AcceptsMergePatch<TPatch>(this RouteHandlerBuilder endpoint)
        where TPatch : notnull => endpoint.Accepts<TPatch>(MediaType, "application/json");
}

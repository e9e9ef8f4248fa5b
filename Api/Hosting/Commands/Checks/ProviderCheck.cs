using System.Text.Json;
using Mobile.Features.Sessions;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>The identity provider describes itself, and has keys by which its tokens are verified.</summary>
internal static class ProviderCheck
{
    private const string Subject = "identity provider";

    public static async Task<IReadOnlyList<Finding>> RunAsync(AuthOptions auth, Probe probe, CancellationToken stop)
    {
        if (auth.Authority is not { } authority)
        {
            return [new(Verdict.Skipped, Subject, "the development provider, which is part of the product")];
        }

        var discovery = new Uri($"{authority.ToString().TrimEnd('/')}/.well-known/openid-configuration");
        var reply = await probe.GetAsync(discovery, null, stop);
        if (TextOf(reply.Body, "jwks_uri") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var keys))
        {
            return [new(Verdict.Wrong, Subject, $"{discovery} brings no discovery document ({reply.Outcome}): check Auth:Authority, and that this machine may reach it.")];
        }

        var found = await probe.GetAsync(keys, null, stop);
        return
        [
            HasKeys(found.Body)
                ? new(Verdict.Ok, Subject, $"{authority}")
                : new(Verdict.Wrong, Subject, $"{keys} brings no signing keys ({found.Outcome}): nobody can sign in until the provider has some, and this machine may reach them."),
            .. ClockCheck.Compare(reply.Ahead, "the identity provider"),
        ];
    }

    private static bool HasKeys(byte[] body) => Read(body) is { ValueKind: JsonValueKind.Object } set
        && set.TryGetProperty("keys", out var keys) && keys.ValueKind is JsonValueKind.Array && keys.GetArrayLength() > 0;

    private static string? TextOf(byte[] body, string name) => Read(body) is { ValueKind: JsonValueKind.Object } document
        && document.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

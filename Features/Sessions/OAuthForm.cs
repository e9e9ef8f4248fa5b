using Mobile.Features.Pipeline.Forms;

namespace Mobile.Features.Sessions;

/// <summary>The form of an OAuth request (RFC 6749 §3.2): each parameter at most once, an empty one counts as absent.</summary>
public sealed class OAuthForm(IFormCollection form)
{
    public string? this[string name] => form[name].ToString() is { Length: > 0 } value ? value : null;

    /// <returns>Null when the body is not a form, or repeats a parameter.</returns>
    public static async Task<OAuthForm?> ReadAsync(HttpRequest request, CancellationToken stop) =>
        await request.TryReadFormAsync(stop) is { } form && form.All(parameter => parameter.Value.Count == 1) ? new(form) : null;
}

using System.Text.RegularExpressions;
using Mobile.Features.Data;

namespace Mobile.Features.Push.Events;

/// <summary>Links into the app.</summary>
/// <param name="Base">All of them begin with it: <c>mobile://</c>.</param>
public sealed partial record DeepLinks(string Base)
{
    /// <summary>From <c>Push:DeepLinkBase</c> (<c>mobile://</c>).</summary>
    /// <exception cref="ConfigurationException">It is not what links can begin with.</exception>
    internal static DeepLinks Read(IConfiguration configuration)
    {
        var link = configuration["Push:DeepLinkBase"] ?? "mobile://";
        return Form().IsMatch(link)
            ? new(link)
            : throw new ConfigurationException(
                $"Push:DeepLinkBase is '{link}'; set it to the scheme of the app or to one of its universal links, with a slash at the end: mobile:// or https://www.example.com/app/.");
    }

    public string To(string path) => Base + path;

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]{1,40}://([!-~]{1,200}/)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}

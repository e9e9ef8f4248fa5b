using System.Net;
using System.Text.RegularExpressions;
using System.Web;

namespace Mobile.Testing;

/// <summary>A browser at the dashboard without scripts: it keeps cookies, and follows redirects when it is told to.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;

    public Browser(Uri address)
    {
        Address = new Uri(address.GetLeftPart(UriPartial.Authority));
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            PreAuthenticate = false,
            Expect100ContinueTimeout = Patience.Limit,
        })
        {
            BaseAddress = Address,
            Timeout = Patience.Limit,
        };
    }

    public Uri Address { get; }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Signs in at the development provider, and ends on the page.</summary>
    public static async Task<Browser> SignInAsync(Uri address, string user, string page = "/admin")
    {
        var browser = new Browser(address);
        var (_, last) = await browser.FollowAsync(await browser.GetAsync(StartUrl(user, page)));
        Assert.Contains(last.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        return browser;
    }

    public static string StartUrl(string user, string page) => $"/admin/signin/start?user={user}&returnUrl={Uri.EscapeDataString(page)}";

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form) =>
        http.PostAsync(path, new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Sends the head of a request with a form, and the form only after <paramref name="meanwhile"/>, once the server has begun with the request and asks for it (RFC 9110 §10.1.1).</summary>
    public Task<HttpResponseMessage> PostAfterAsync(string path, Func<Task> meanwhile, params (string Name, string Value)[] form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new LateContent(new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))), meanwhile),
        };
        request.Headers.ExpectContinue = true;
        return http.SendAsync(request);
    }

    /// <summary>Follows redirects to the end.</summary>
    /// <returns>The last URL that was asked, and its answer.</returns>
    public async Task<(Uri Url, HttpResponseMessage Answer)> FollowAsync(HttpResponseMessage answer)
    {
        for (var hop = 0; answer.Headers.Location is { } next; hop++)
        {
            Assert.True(hop < 10, $"The redirects do not end: {next}");
            answer = await http.GetAsync(new Uri(answer.RequestMessage!.RequestUri!, next));
        }

        return (answer.RequestMessage!.RequestUri!, answer);
    }

    /// <summary>The hidden fields of the page's form that posts there.</summary>
    public async Task<(string Name, string Value)[]> HiddenFieldsAsync(string page, string action)
    {
        var html = await (await GetAsync(page)).Content.ReadAsStringAsync();
        var form = Form().Matches(html).Select(match => match.Value).Single(form => form.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        return [.. Hidden().Matches(form).Select(field => (HttpUtility.HtmlDecode(field.Groups["name"].Value), HttpUtility.HtmlDecode(field.Groups["value"].Value)))];
    }

    /// <summary>Another browser with the same cookies, at this node or another.</summary>
    public Browser Copy(Uri? address = null)
    {
        var copy = new Browser(address ?? Address);
        foreach (Cookie cookie in Cookies.GetCookies(new Uri(Address, "/admin/signin")))
        {
            copy.Cookies.Add(copy.Address, new Cookie(cookie.Name, cookie.Value, "/"));
        }

        return copy;
    }

    public void Dispose() => http.Dispose();

    private sealed class LateContent : HttpContent
    {
        private readonly HttpContent content;
        private readonly Func<Task> first;

        public LateContent(HttpContent content, Func<Task> first)
        {
            (this.content, this.first) = (content, first);
            Headers.ContentType = content.Headers.ContentType;
            Headers.ContentLength = content.Headers.ContentLength;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await first();
            await content.CopyToAsync(stream);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}

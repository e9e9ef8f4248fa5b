using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Actions;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests;

/// <summary>Another site makes nobody's browser do anything: each action wants the token of a form of ours, and nothing happens on GET.</summary>
public sealed class ForgeryTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task Every_action_refuses_a_form_without_our_token()
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");
        var foreign = (await vera.HiddenFieldsAsync("/admin", "/admin/signout")).Single(field => field.Name.Contains("Token", StringComparison.Ordinal));
        var before = await EffectsAsync();

        var refused = 0;
        foreach (var path in Actions())
        {
            foreach (var form in ((string, string)[][])[[("formId", App.NewKey())], [("formId", App.NewKey()), (foreign.Name, foreign.Value)], [("formId", App.NewKey()), (foreign.Name, "forged")]])
            {
                // The page of the action is shown again, and may be of something that is not there.
                var status = (await sam.PostAsync(path, form)).StatusCode;
                Assert.Contains(status, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound });
                refused += status == HttpStatusCode.BadRequest ? 1 : 0;
            }
        }

        Assert.NotEqual(0, refused);

        Assert.Equal(before, await EffectsAsync());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    public async Task A_body_that_another_site_may_send_without_asking_does_nothing(string mediaType)
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = sam.Cookies }) { BaseAddress = dashboard.Address };
        var before = await EffectsAsync();

        foreach (var path in Actions().Append("/admin/signout"))
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("formId=0123456789abcdef0123456789abcdef&__RequestVerificationToken=x"));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.InRange((int)answer.StatusCode, 400, 415);
        }

        Assert.Equal(before, await EffectsAsync());
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync("/admin")).StatusCode);
    }

    [Fact]
    public async Task No_action_happens_on_get()
    {
        using var sam = await Browser.SignInAsync(dashboard.Address, "sam");
        var before = await EffectsAsync();

        foreach (var path in Actions().Append("/admin/signout"))
        {
            Assert.InRange((int)(await sam.GetAsync(path)).StatusCode, 200, 405);
        }

        Assert.Equal(before, await EffectsAsync());
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync("/admin")).StatusCode);
    }

    private IEnumerable<string> Actions() => dashboard.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<AdminActionMetadata>() is not null)
        .Select(endpoint => endpoint.RoutePattern.RawText!.Replace("{version}", "v1", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));

    /// <summary>What an action would leave.</summary>
    private async Task<string> EffectsAsync() => string.Join(' ', await Task.WhenAll(
        new[] { "submissions", "campaigns", "feature_flags", "api_versions WHERE deprecated_at IS NOT NULL OR retired_at IS NOT NULL", "audit_log WHERE action NOT LIKE '%sign%'" }
            .Select(table => dashboard.Host.Store.ReadAsync<long>($"SELECT COUNT(*) FROM {table}"))));
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Mobile.Api.DevIdentity;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Sessions;

/// <summary>The development provider signs anybody in: it answers this machine alone, whatever the environment is called.</summary>
public sealed class DevIdentityAccessTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const string Key = "DevIdentity:AllowRemote";

    private static readonly string[] Paths =
    [
        "/dev-identity", "/dev-identity/.well-known/openid-configuration", "/dev-identity/jwks", "/dev-identity/token",
        "/dev-identity/authorize?client_id=mobile-app&redirect_uri=mobile://signin&response_type=code&scope=openid&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&login_hint=alice",
    ];

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-host", "shop.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Original-For", "127.0.0.1:1")]
    public async Task What_came_through_a_proxy_is_refused_with_the_key_that_allows_it(string header, string value)
    {
        using var world = App.Anonymous(host.Address);
        foreach (var path in Paths)
        {
            var method = path.EndsWith("/token", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get;

            var problem = await (await world.SendAsync(method, path, null, (header, value))).AssertProblemAsync(403, "forbidden");

            Assert.Contains(Key, problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task So_is_what_a_known_proxy_forwards()
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: new Dictionary<string, string> { ["Proxy:KnownNetworks"] = "127.0.0.1, ::1" });
        using var world = App.Anonymous(node.Address);

        await (await world.GetAsync(Paths[^1], ("X-Forwarded-For", "203.0.113.7"))).AssertProblemAsync(403, "forbidden");
        await (await world.GetAsync(Paths[^1], ("X-Forwarded-For", "127.0.0.1"))).AssertProblemAsync(403, "forbidden");
    }

    /// <summary>A page of another site may have its name point at this machine, and would read what it is given.</summary>
    [Theory]
    [InlineData("pages.example", false)]
    [InlineData("localhost.pages.example", false)]
    [InlineData("127.0.0.1.pages.example:5080", false)]
    [InlineData("localhost:5080", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("localhost.", true)]
    [InlineData("shop.localhost", true)]
    [InlineData("10.0.2.2:5080", true)]
    [InlineData("[::1]:5080", true)]
    public async Task A_name_that_may_be_anybodys_is_refused(string asked, bool isAdmitted)
    {
        using var browser = App.Anonymous(host.Address);

        var answer = await browser.GetAsync(Paths[^1], ("Host", asked));

        if (isAdmitted)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
        else
        {
            await answer.AssertProblemAsync(403, "forbidden");
        }
    }

    [Fact]
    public async Task The_setting_lets_others_in()
    {
        await using var store = new SqliteStore();
        await using var node = TestNode.Start(store, new(), settings: new Dictionary<string, string> { [Key] = "true" });
        using var phone = App.Anonymous(node.Address);

        Assert.Equal(HttpStatusCode.Redirect, (await phone.GetAsync(Paths[^1], ("X-Forwarded-For", "192.168.1.20"))).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.168.1.20", false)]
    [InlineData("::ffff:192.168.1.20", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData(null, false)]
    public void The_address_of_the_connection_decides(string? address, bool admitted)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Host = new("localhost");

        Assert.Equal(admitted, new DevAccess(AllowRemote: false).Admits(context));
        Assert.True(new DevAccess(AllowRemote: true).Admits(context));
    }

    [Theory]
    [InlineData("perhaps", "Development", "set it to true or false")]
    [InlineData("true", "Production", "in Development only")]
    public void A_wrong_value_stops_the_start(string value, string environment, string said)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(Key, value)]).Build();

        var refused = Assert.Throws<ConfigurationException>(() => DevAccess.Read(configuration, new HostingEnvironment { EnvironmentName = environment }));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}

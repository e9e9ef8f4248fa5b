using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mobile.Client.Tests.Http;

/// <summary>A network that redirects to its sign-in page, and a transport that follows.</summary>
public sealed class RedirectTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> asked = new();
    private WebApplication portal = null!;
    private WebApplication server = null!;
    private int redirects;
    private int portalStatus = StatusCodes.Status200OK;

    public async Task InitializeAsync()
    {
        portal = await StartAsync("portal", context =>
        {
            context.Response.StatusCode = portalStatus;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>Room number?</html>");
        });
        server = await StartAsync("server", context =>
        {
            if (Interlocked.Decrement(ref redirects) >= 0)
            {
                context.Response.Redirect($"{portal.Urls.First()}/login");
                return Task.CompletedTask;
            }

            var tokens = new { access_token = "fresh", refresh_token = "next", token_type = "Bearer", expires_in = 600 };
            return context.Request.Path == "/oauth/token"
                ? context.Response.WriteAsJsonAsync(tokens)
                : context.Response.WriteAsJsonAsync(new { items = Array.Empty<object>() });
        });
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await portal.DisposeAsync();
    }

    [Fact]
    public async Task The_token_does_not_follow()
    {
        (redirects, portalStatus) = (1, StatusCodes.Status401Unauthorized);
        await using var phone = await SignedInAsync(maxAttempts: 1);

        using var answer = await phone.App.Http.GetAsync("orders");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(["server GET /api/v2/orders Bearer of-alice", "portal GET /login "], asked);
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task The_next_attempt_asks_our_server_as_the_first_did(int status)
    {
        (redirects, portalStatus) = (1, status);
        await using var phone = await SignedInAsync(maxAttempts: 2);

        Assert.Empty(await phone.App.Devices.ListAsync());

        Assert.Equal(
            ["server GET /api/v2/devices Bearer of-alice", "portal GET /login ", "server GET /api/v2/devices Bearer of-alice"], asked);
    }

    [Fact]
    public async Task A_write_that_was_redirected_is_still_a_write()
    {
        (redirects, portalStatus) = (1, StatusCodes.Status502BadGateway);
        await using var phone = await SignedInAsync(maxAttempts: 2);

        using var answer = await phone.App.Http.PostAsync("orders", new StringContent("{}"));

        Assert.Equal(
            ["server POST /api/v2/orders Bearer of-alice", "portal GET /login ", "server POST /api/v2/orders Bearer of-alice"], asked);
    }

    private async Task<Phone> SignedInAsync(int maxAttempts)
    {
        var phone = new Phone(new(server.Urls.First()), "alice") { MaxAttempts = maxAttempts };
        var tokens = new TokenSet("issuer alice", "of-alice", "refresh", phone.Clock.GetUtcNow().AddMinutes(10));
        await phone.Vault.SaveAsync(tokens, CancellationToken.None);
        await phone.OpenAsync();
        return phone;
    }

    private async Task<WebApplication> StartAsync(string name, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(context =>
        {
            asked.Enqueue($"{name} {context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization}");
            return answer(context);
        });
        await app.StartAsync();
        return app;
    }
}

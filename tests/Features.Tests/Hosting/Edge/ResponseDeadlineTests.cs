using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Api.Hosting.Edge;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>An answer of which nothing more is taken is broken off, whatever was taken before; one that is read slowly is not.</summary>
public sealed class ResponseDeadlineTests : IAsyncLifetime
{
    private readonly TestHost host = new SqliteApiHost();

    private ResponseDeadline Deadline => host.Services.GetRequiredService<ResponseDeadline>();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        using var alice = await host.SignInAsync("alice");
        await alice.PlaceOrderAsync();
        await LargeOrders.AddAsync(host.Store, "alice", 60, host.Clock.UnixMilliseconds());
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("GET", $"/api/{ApiVersions.Current}/orders?limit=100")]
    [InlineData("GET", $"/api/{ApiVersions.Current}/profile/export")]
    [InlineData("GET", $"/api/{ApiVersions.Current}/orders?limit=100&fields=lines")]
    [InlineData("GET", "/openapi/v2.json")]
    [InlineData("POST", $"/api/{ApiVersions.Current}/batch")]
    public async Task A_connection_that_reads_nothing_ends(string method, string path)
    {
        Deadline.TimePerPiece = TimeSpan.FromMilliseconds(200);
        using var alice = await host.SignInAsync("alice");
        using var connection = await AskAsync(alice, method, path, 200);

        await WriteUntilClosedAsync(connection);

        Assert.Equal(0, Deadline.Waiting);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{ApiVersions.Current}/profile")).StatusCode);
    }

    [Fact]
    public async Task A_stream_of_http2_whose_window_is_never_opened_ends()
    {
        await using var server = await Http2Server.StartAsync(
            TimeProvider.System, context => context.Response.Body.WriteAsync(new byte[1024 * 1024]).AsTask());
        server.Deadline.TimePerPiece = TimeSpan.FromMilliseconds(200);

        await using var body = await server.AskAsync();
        await Patience.UntilAsync(() => server.Deadline.Waiting > 0);
        await Patience.UntilAsync(() => server.Deadline.Waiting == 0);

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 16)]
    [InlineData(64, 16)]
    public async Task What_is_flushed_at_once_has_the_time_of_its_pieces_but_of_no_more_than_sixteen(int pieces, int granted)
    {
        var clock = new TestClock(timersHold: true);
        await using var server = await Http2Server.StartAsync(clock, async context =>
        {
            for (var i = 0; i < pieces; i++)
            {
                context.Response.BodyWriter.GetMemory(ResponseDeadline.Piece);
                context.Response.BodyWriter.Advance(ResponseDeadline.Piece);
            }

            await context.Response.BodyWriter.FlushAsync();
        });

        await using var late = await server.AskAsync();
        await Patience.UntilAsync(() => clock.Waits == 1);
        clock.Advance((granted - 1) * server.Deadline.TimePerPiece);
        var whole = new MemoryStream();
        await late.CopyToAsync(whole);
        await using var tooLate = await server.AskAsync();
        await Patience.UntilAsync(() => clock.Waits == 2);
        clock.Advance(granted * server.Deadline.TimePerPiece);

        Assert.Equal(pieces * ResponseDeadline.Piece, whole.Length);
        await Assert.ThrowsAnyAsync<IOException>(() => tooLate.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task What_is_read_slowly_but_steadily_arrives_whole()
    {
        Deadline.TimePerPiece = TimeSpan.FromSeconds(2);
        using var alice = await host.SignInAsync("alice");
        var whole = await (await alice.GetAsync($"/api/{ApiVersions.Current}/orders?limit=100")).Content.ReadAsByteArrayAsync();
        using var connection = await AskAsync(alice, "GET", $"/api/{ApiVersions.Current}/orders?limit=100", 30);
        var (buffer, read) = (new byte[16 * 1024], 0L);
        while (read < whole.Length * 30L)
        {
            var some = await connection.GetStream().ReadAsync(buffer);
            Assert.NotEqual(0, some);
            read += some;
        }

        Assert.True(connection.Connected);
    }

    private async Task<TcpClient> AskAsync(App app, string method, string path, int times)
    {
        var connection = new TcpClient { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        var body = method == "POST"
            ? $$"""{"requests":[{{string.Join(',', Enumerable.Range(0, 50).Select(Sync))}}]}"""
            : "";
        var type = body.Length > 0 ? $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nIdempotency-Key: {App.NewKey()}\r\n" : "";
        var request = Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {app.AccessToken}\r\n{type}\r\n{body}");
        await connection.GetStream().WriteAsync(Enumerable.Repeat(request, body.Length > 0 ? 5 : times).SelectMany(bytes => bytes).ToArray());
        return connection;

        static string Sync(int i) => $$"""{"id":"{{i}}","method":"GET","url":"/sync?collections=orders&limit=500"}""";
    }

    /// <summary>The client learns of the end without reading: what it writes is refused.</summary>
    private static async Task WriteUntilClosedAsync(TcpClient connection)
    {
        using var patience = Patience.Begin();
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await connection.GetStream().WriteAsync("\r\n"u8.ToArray(), patience.Token);
                await Task.Delay(10, patience.Token);
            }
        });
    }

    /// <summary>One answer over HTTP/2, whose client takes no more than a window before it reads.</summary>
    private sealed class Http2Server(WebApplication server, HttpClient http) : IAsyncDisposable
    {
        public ResponseDeadline Deadline => server.Services.GetRequiredService<ResponseDeadline>();

        public static async Task<Http2Server> StartAsync(TimeProvider clock, RequestDelegate answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(
                kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddSingleton(clock).AddSingleton<ResponseDeadline>();
            var server = builder.Build();
            server.UseResponseDeadline();
            server.Run(answer);
            await server.StartAsync();
            return new(server, new()
            {
                BaseAddress = new(server.Urls.Single()),
                DefaultRequestVersion = HttpVersion.Version20,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            });
        }

        /// <returns>The body, of which nothing was read.</returns>
        public Task<Stream> AskAsync() => http.GetStreamAsync("/");

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await server.DisposeAsync();
        }
    }
}

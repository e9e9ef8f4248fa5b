using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mobile.Api.Hosting;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Hosting;

/// <summary>A start that cannot be, or is no longer wanted, ends with a sentence and without traces.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var output = await FailAsync($"http://127.0.0.1:{port}");

        Assert.Contains($"127.0.0.1:{port}: address already in use. Stop the other process", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.0.2.1:5080", "is none of this machine's")]
    [InlineData("localhost:5080", "Write --urls (ASPNETCORE_URLS) as http://localhost:5080")]
    [InlineData("ftp://localhost:5080", "Write --urls (ASPNETCORE_URLS) as http://localhost:5080")]
    [InlineData("http://localhost:99999", "Write --urls (ASPNETCORE_URLS) as http://localhost:5080")]
    public async Task So_is_an_address_that_is_none(string urls, string sentence) =>
        Assert.Contains(sentence, await FailAsync(urls), StringComparison.Ordinal);

    /// <summary>A container is stopped while it starts: the server is told while it binds, and gives up.</summary>
    [Fact]
    public async Task A_signal_to_end_that_comes_before_the_process_listens_ends_it_without_a_failure()
    {
        var builder = BuilderOf("http://127.0.0.1:0");
        builder.Services.AddHostedService<Impatience>();

        await builder.ServeProductAsync();
    }

    /// <summary>Or it would find itself without a host, and fill the log with what it misses.</summary>
    [Fact]
    public async Task Background_work_has_ended_before_a_failed_start_is_told()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var builder = BuilderOf($"http://{other.LocalEndpoint}");
        var work = new Work();
        builder.Services.AddHostedService(_ => work);

        await Assert.ThrowsAsync<ConfigurationException>(builder.ServeProductAsync);

        Assert.True(work.HasEnded);
    }

    /// <summary>The product in this process, to be started there.</summary>
    private WebApplicationBuilder BuilderOf(string urls)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = Tree.Folder("Api") });
        builder.Configuration.AddInMemoryCollection(store.Settings
            .Append(new("urls", urls))
            .Append(new("Host:Roles", "api,worker"))
            .Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return builder;
    }

    private async Task<string> FailAsync(string urls)
    {
        var settings = store.Settings.Append(new(ApiProcess.Urls, urls)).ToDictionary(StringComparer.Ordinal);

        var (exitCode, output) = await ApiProcess.RunAsync(settings, "Development");

        Assert.True(exitCode == 1, output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        return output;
    }

    private sealed class Work : IHostedService
    {
        public bool HasEnded { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            HasEnded = true;
            return Task.CompletedTask;
        }
    }

    /// <summary>Does what the console does on SIGTERM, before the server is started.</summary>
    private sealed class Impatience(IHostApplicationLifetime lifetime) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting;

public sealed class ConfigurationTests
{
    public static TheoryData<string, string, string, string> WrongSettings => new()
    {
        { "Development", "Database:Engine", "oracle", "set it to sqlite or sqlserver" },
        { "Development", "Database:Engine", "sqlserver", "set Database:ConnectionString" },
        { "Development", "Database:ConnectionString", "not a connection string", "is not a connection string for sqlite" },
        { "Development", "Database:ConnectionString", "Data Source=:memory:", "must name a file" },
        { "Development", "Database:ConnectionString", "Data Source=/proc/nowhere/mobile.db", "/proc/nowhere" },
        { "Development", "Host:Roles", "api,reports", "use any of api, admin and worker" },
        { "Development", "Auth:Authority", "https://login.example", "Auth:Audience" },
        { "Production", "Host:Roles", "api", "set Auth:Authority" },
        { "Development", "Push:NotificationHubs:Hub", "shop", "Push:NotificationHubs:ConnectionString is not set" },
        { "Development", "Images:Template", "http://img.example/{name}/{width}", "set it to an https URL" },
        { "Development", "Images:Template", "https://img.example/{name}", "set it to an https URL" },
        { "Development", "Images:Template", "https://img.example/{name}?w={width}&s={signature}", "Images:SigningKey" },
        { "Development", "Push:DeepLinkBase", "orders/", "set it to the scheme of the app" },
        { "Development", "Push:DeepLinkBase", "mobile://orders", "set it to the scheme of the app" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_ends_the_start_with_a_sentence_that_says_what_to_set(string environment, string key, string value, string sentence)
    {
        var (exitCode, output) = await ApiProcess.RunAsync(new Dictionary<string, string> { [key] = value }, environment);

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker", 404, 404)]
    [InlineData("admin", 404, 302)]
    [InlineData("API", 401, 404)]
    public async Task A_process_serves_the_roles_it_was_given(string roles, int api, int admin)
    {
        await using var store = new SqliteStore();
        await using var node = await ApiProcess.StartAsync(store, settings: new() { ["Host:Roles"] = roles });
        using var anyone = App.Anonymous(node.Address);

        Assert.Equal(200, (int)(await anyone.GetAsync("/health/ready")).StatusCode);
        foreach (var version in ApiVersions.Names)
        {
            Assert.Equal(api, (int)(await anyone.GetAsync($"/api/{version}/orders")).StatusCode);
        }

        Assert.Equal(admin, (int)(await anyone.GetAsync("/admin")).StatusCode);
    }

    [Fact]
    public async Task An_unknown_command_is_refused()
    {
        await using var store = new SqliteStore();

        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "restore");

        Assert.Equal(1, exitCode);
        Assert.Contains("'restore' is no command: use after-restore or rebuild-hub", output, StringComparison.Ordinal);
        Assert.False(File.Exists(store.File));
    }

    [Fact]
    public async Task An_authority_must_be_https()
    {
        var (exitCode, output) = await ApiProcess.RunAsync(
            new Dictionary<string, string> { ["Auth:Authority"] = "http://login.example", ["Auth:Audience"] = "app", ["Auth:ClientId"] = "staff" }, "Production");

        Assert.Equal(1, exitCode);
        Assert.Contains("set it to an https URL", output, StringComparison.Ordinal);
    }
}

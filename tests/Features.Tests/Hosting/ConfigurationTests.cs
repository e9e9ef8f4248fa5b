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

    [Theory]
    [InlineData("'fly' is no command: use check, migrate, backup, restore, after-restore, rebuild-hub, help, or none to serve", "fly")]
    [InlineData("Write it as: backup FILE.", "backup")]
    [InlineData("Write it as: migrate.", "migrate", "now")]
    [InlineData("'fly' is no command", "--Host:Roles", "api", "fly")]
    public async Task A_wrong_command_line_is_refused(string sentence, params string[] arguments)
    {
        await using var store = new SqliteStore();

        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.False(File.Exists(store.File));
    }

    [Fact]
    public async Task Settings_stand_beside_a_command()
    {
        await using var store = new SqliteStore();
        var none = new Dictionary<string, string>(StringComparer.Ordinal);

        var (exitCode, output) = await ApiProcess.RunAsync(none, "Development", "--Database:Engine=sqlite", "migrate", "--Database:ConnectionString", store.ConnectionString);

        Assert.True(exitCode == 0, output);
        Assert.Contains("The schema went from version 0 to ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(store.File));
    }

    [Fact]
    public async Task All_wrong_settings_are_said_at_once()
    {
        await using var store = new SqliteStore();
        var settings = new Dictionary<string, string>(store.Settings) { ["Host:Roles"] = "reports", ["Versions:Retirement:Days"] = "0", ["Auth:Clientid2"] = "x", ["Host:DrainSeconds"] = "301" };

        var (exitCode, output) = await ApiProcess.RunAsync(settings, "Development");

        Assert.Equal(1, exitCode);
        Assert.Contains("4 settings are wrong:", output, StringComparison.Ordinal);
        Assert.Contains("- Auth:Clientid2 is no key of the product; did you mean Auth:ClientId?", output, StringComparison.Ordinal);
        Assert.Contains("- Host:DrainSeconds is '301'; set it to a whole number from 0 to 300.", output, StringComparison.Ordinal);
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

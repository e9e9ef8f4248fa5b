using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mobile.Features.Tests.Deploy;

/// <summary>What is put into an image, and what the files around it expect of it.</summary>
public sealed partial class ImageTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string Project = Tree.Folder("Api/Api.csproj");

    [Fact]
    public void Whatever_is_published_is_locked_for_each_platform_of_the_server()
    {
        var platforms = XDocument.Load(Tree.Folder("Directory.Build.props")).Descendants("ServerPlatforms").Single().Value.Split(';');

        Assert.All(Published(Project).Distinct(), project =>
        {
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
            var targets = locked.RootElement.GetProperty("dependencies").EnumerateObject().Select(target => target.Name);
            Assert.All(platforms, platform => Assert.Contains($"net10.0/{platform}", targets));
        });
    }

    [Fact]
    public void Everybody_asks_the_port_at_which_the_image_listens()
    {
        var image = XDocument.Load(Project);
        var port = image.Descendants("ContainerPort").Single().Attribute("Include")!.Value;

        Assert.Equal(port, image.Descendants("ContainerEnvironmentVariable").Single(variable => variable.Attribute("Include")!.Value == "ASPNETCORE_HTTP_PORTS").Attribute("Value")!.Value);
        Assert.Equal(2, Regex.Count(DeployFiles.Read("nginx.conf"), $@"server 172\.30\.8\.\d+:{port}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains($"var port = {port}\n", DeployFiles.Read("azure", "modules", "app.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_probed_answers()
    {
        using var anyone = App.Anonymous(host.Address);
        var probed = new[] { "azure/modules/app.bicep", "compose.yaml", "nginx.conf" }
            .SelectMany(file => HealthPath().Matches(DeployFiles.Read(file)).Select(match => match.Value)).Distinct().ToList();

        Assert.Equal(["/health/live", "/health/ready"], probed.Order(StringComparer.Ordinal));
        foreach (var path in probed)
        {
            Assert.Equal(System.Net.HttpStatusCode.OK, (await anyone.GetAsync(path)).StatusCode);
        }
    }

    private static IEnumerable<string> Published(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .SelectMany(reference => Published(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))))
            .Prepend(project);

    [GeneratedRegex("/health/[a-z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HealthPath();
}

namespace Mobile.Features.Tests.Deploy;

/// <summary>The files with which the product is deployed.</summary>
internal static class DeployFiles
{
    public static string Folder { get; } = Tree.Folder("deploy");

    /// <summary>Without those of one installation, which .gitignore names.</summary>
    public static IEnumerable<string> All { get; } =
    [
        .. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(Folder, file).Replace('\\', '/') is not "mobile.env" and var path && !path.StartsWith("tls/", StringComparison.Ordinal)),
    ];

    public static string Read(params ReadOnlySpan<string> path) => File.ReadAllText(PathOf(path));

    public static string PathOf(params ReadOnlySpan<string> path) => Path.Combine([Folder, .. path]);
}

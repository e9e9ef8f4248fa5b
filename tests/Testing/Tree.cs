namespace Mobile.Testing;

/// <summary>The source tree that the tests were built from.</summary>
public static class Tree
{
    public static string Root { get; } = FindRoot();

    public static string Folder(string name) => Path.Combine(Root, name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Mobile.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside their source tree.");
        }

        return folder.FullName;
    }
}

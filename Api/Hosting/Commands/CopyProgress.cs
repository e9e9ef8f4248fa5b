namespace Mobile.Api.Hosting.Commands;

/// <summary>Shows on a terminal how much is copied; a log file is not filled with it.</summary>
internal sealed class CopyProgress : IProgress<int>, IDisposable
{
    private int shown = -1;

    public void Report(int value)
    {
        if (!Console.IsOutputRedirected && value != shown)
        {
            shown = value;
            Console.Write($"\r{value} %");
        }
    }

    public void Dispose()
    {
        if (shown >= 0)
        {
            Console.WriteLine();
        }
    }
}

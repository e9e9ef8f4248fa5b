namespace Mobile.Features.Push.Sending;

/// <summary>Who holds a lease: this process, by a name that staff can find.</summary>
public sealed class PushWorker
{
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}

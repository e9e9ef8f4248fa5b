using Mobile.Features.Data;

namespace Mobile.Features.Operations;

/// <summary>Tells staff whether the clock of this process decides what is old.</summary>
public static class JudgeClock
{
    public sealed class Handler(ClockMonitor monitor)
    {
        /// <summary>While false, nothing is deleted by its age, and no campaign begins.</summary>
        public bool IsTrusted => monitor.IsTrusted;
    }
}

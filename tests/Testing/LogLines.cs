using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing;

/// <summary>Keeps what is logged, from the level of information on, as the lines that a console would show.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> texts = new();

    public int Count => texts.Count;

    public IReadOnlyList<string> Texts => [.. texts];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        texts.Enqueue(formatter(state, exception));

    public void Dispose()
    {
        // Nothing is held.
    }
}

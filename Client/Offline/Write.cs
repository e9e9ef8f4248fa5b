using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>A write as an app asks for it: one request to the server, and what it looks like until the server has answered.</summary>
/// <param name="Collection">The collection of the document, such as <c>orders</c>.</param>
/// <param name="DocumentId">The document; for a new one a UUID of version 7 made by the app, as <see cref="WriteQueue.NewId"/> makes it.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Url">Below the API version: <c>/orders/{id}</c>.</param>
public sealed record Write(string Collection, string DocumentId, HttpMethod Method, string Url)
{
    /// <summary>The body; that of a PATCH is a merge patch (RFC 7396).</summary>
    public JsonObject? Body { get; init; }

    /// <summary>What the app sees at once.</summary>
    public Effect Effect { get; init; } = Effect.None;

    /// <summary>Whether the write holds only for the version that the user saw: it is then sent with <c>If-Match</c>.</summary>
    public bool Conditional { get; init; }
}

/// <summary>A write that has not been answered yet.</summary>
/// <param name="Position">Its place in the queue; grows.</param>
/// <param name="Collection">The collection of the document.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Url">Below the API version.</param>
/// <param name="QueuedAt">When the user made it.</param>
public sealed record PendingWrite(long Position, string Collection, string DocumentId, string Method, string Url, DateTimeOffset QueuedAt);

/// <summary>A write that the server refused.</summary>
/// <param name="Position">Names it in <see cref="DeadLetters"/>.</param>
/// <param name="Collection">The collection of the document.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Url">Below the API version.</param>
/// <param name="Body">The body as it was sent.</param>
/// <param name="QueuedAt">When the user made it.</param>
/// <param name="Problem">Why it was refused; with 412 it carries the server's state and the fields in conflict.</param>
public sealed record RefusedWrite(
    long Position, string Collection, string DocumentId, string Method, string Url, JsonObject? Body, DateTimeOffset QueuedAt, Problem Problem);

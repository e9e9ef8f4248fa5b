using System.Text.Json;

namespace Mobile.Features.Push.Events;

/// <summary>The types of events that this build knows, by the names under which they are stored.</summary>
public sealed class PushEvents(IEnumerable<PushEventType> types)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly Dictionary<string, Type> byName = types.ToDictionary(type => type.Name, type => type.Type, StringComparer.Ordinal);

    private readonly Dictionary<Type, string> names = types.ToDictionary(type => type.Type, type => type.Name);

    internal (string Type, string Json) Write(IPushEvent happened)
    {
        var type = happened.GetType();
        return names.TryGetValue(type, out var name)
            ? (name, JsonSerializer.Serialize(happened, type, Json))
            : throw new InvalidOperationException($"{type.Name} is no push event: register it by AddPushEvent.");
    }

    /// <exception cref="EventFailureException">This build does not know the type, or cannot read what is stored.</exception>
    internal IPushEvent Read(string type, string json)
    {
        if (!byName.TryGetValue(type, out var known))
        {
            throw new EventFailureException("This build does not know its type.");
        }

        try
        {
            return (IPushEvent)(JsonSerializer.Deserialize(json, known, Json) ?? throw new JsonException());
        }
        catch (JsonException)
        {
            // Its message may quote what is stored.
            throw new EventFailureException("What is stored is not such an event.");
        }
    }
}

/// <param name="Name">Kebab-case and never changed: what is stored under it must be read by later builds.</param>
public sealed record PushEventType(string Name, Type Type);

/// <summary>An event cannot become a push. The message is for staff, and quotes nothing of a user's.</summary>
internal sealed class EventFailureException(string message) : Exception(message);

public static class PushEventRegistration
{
    public static void AddPushEvent<T>(this IServiceCollection services, string name)
        where T : IPushEvent => services.AddSingleton(new PushEventType(name, typeof(T)));
}

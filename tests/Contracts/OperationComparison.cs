namespace Mobile.Contracts;

/// <summary>What changes on one endpoint: who may call it, what it takes, what it answers.</summary>
internal sealed class OperationComparison(Operation was, Operation now, ChangeList changes)
{
    private readonly SchemaComparison request = new(was.Document, now.Document, Direction.Request, changes);

    public void Compare()
    {
        if (now.NeedsSignIn && !was.NeedsSignIn)
        {
            changes.Breaking(
                new(was.Name),
                "the endpoint now requires a sign-in. Apps in the field call it without a token and would get 401. Leave it open");
        }
        else if (was.NeedsSignIn && !now.NeedsSignIn)
        {
            changes.Addition(new(was.Name), "may now be called without a sign-in.");
        }

        CompareParameters();
        CompareBodies();
        new ResponseComparison(was, now, changes).Compare();
    }

    private void CompareParameters()
    {
        var candidates = now.Parameters.ToDictionary(parameter => parameter.Key, StringComparer.Ordinal);
        var added = candidates.Values.ExceptBy(was.Parameters.Select(parameter => parameter.Key), parameter => parameter.Key).ToList();
        foreach (var parameter in was.Parameters)
        {
            var place = new Place(was.Name, parameter.Title);
            if (candidates.TryGetValue(parameter.Key, out var same))
            {
                CompareRequired(place, parameter.IsRequired, same.IsRequired);
                if (parameter.Form != same.Form)
                {
                    changes.Breaking(place, "is read in another form. Apps in the field still send it in the published one. Keep reading that");
                }

                request.Compare(place, parameter.Schema, same.Schema);
            }
            else
            {
                ReportRemoved(place, parameter, added);
            }
        }

        foreach (var parameter in added)
        {
            ReportAdded(new(was.Name, parameter.Title), parameter.IsRequired);
        }
    }

    /// <summary>A parameter that takes the place of a removed one is part of that change.</summary>
    private void ReportRemoved(Place place, Parameter parameter, List<Parameter> added)
    {
        var shape = Schema.Read(parameter.Schema, was.Document).Shape;
        var renamed = added.Find(other => other.In == parameter.In && Schema.Read(other.Schema, now.Document).Shape == shape);
        if (renamed is null)
        {
            changes.Breaking(place, "is no longer read. Apps in the field still send it, and it would do nothing. Keep reading it");
            return;
        }

        added.Remove(renamed);
        changes.Breaking(
            place,
            $"looks renamed to {renamed.Name}. Apps in the field still send {parameter.Name}. Keep reading {parameter.Name} beside {renamed.Name}");
    }

    private void CompareBodies()
    {
        var place = new Place(was.Name, "request");
        if (was.Body is not { } before)
        {
            if (now.Body is { } added)
            {
                ReportAdded(place with { Part = "request body" }, added["required"]?.GetValue<bool>() is true);
            }

            return;
        }

        if (now.Body is not { } after)
        {
            changes.Breaking(place, "the body is no longer read. Apps in the field still send one, and it would be lost. Keep reading it");
            return;
        }

        CompareRequired(place with { Part = "request body" }, before["required"]?.GetValue<bool>() is true, after["required"]?.GetValue<bool>() is true);
        var media = new MediaTypes(before, after);
        foreach (var removed in media.Removed)
        {
            changes.Breaking(place, $"the media type {removed} is no longer taken. Apps in the field still send it and would get 415. Keep taking it");
        }

        foreach (var added in media.Added)
        {
            changes.Addition(place, $"may now be {added}.");
        }

        foreach (var (published, candidate) in media.Kept)
        {
            request.Compare(place, published, candidate);
        }
    }

    private void CompareRequired(Place place, bool before, bool after)
    {
        if (after && !before)
        {
            changes.Breaking(place, "became required. Apps in the field may leave it out and would be refused. Keep it optional");
        }
        else if (before && !after)
        {
            changes.Addition(place, "may now be left out.");
        }
    }

    private void ReportAdded(Place place, bool isRequired)
    {
        if (isRequired)
        {
            changes.Breaking(place, "is new and required. Apps in the field do not send it and would be refused. Make it optional");
        }
        else
        {
            changes.Addition(place, "is new and optional.");
        }
    }
}

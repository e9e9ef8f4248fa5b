using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Tests.Privacy;

/// <summary>A table that tells of a user cannot be forgotten: not by the export, not by the erasure, not by the documentation.</summary>
public sealed partial class PersonalTablesTests() : PrivacyScene(new SqliteApiHost())
{
    [Fact]
    public async Task Every_table_with_a_user_id_is_declared_by_its_feature()
    {
        var columns = await ColumnsAsync();
        var personal = columns.Where(column => HoldsUserId().IsMatch(column.Column)).Select(column => column.Table).Distinct();

        Assert.Equal(personal.Order(StringComparer.Ordinal), Declared().Select(table => table.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_documentation_names_each_table_and_says_what_remains_of_it()
    {
        var lines = File.ReadAllLines(Path.Combine(Tree.Root, "docs", "privacy.md"));

        Assert.All(Declared(), table =>
        {
            var row = Assert.Single(lines, line => line.StartsWith($"| `{table.Name}` |", StringComparison.Ordinal));
            Assert.Equal(table.NotExported is null, row.Split('|')[2].Trim() == "yes");
            Assert.Equal(table.Kept is null, row.Split('|')[3].Trim().StartsWith("nothing", StringComparison.Ordinal));
        });
    }

    private IReadOnlyList<PersonalTable> Declared()
    {
        using var scope = Host.Services.CreateScope();
        return [.. scope.ServiceProvider.GetServices<IPersonalData>().SelectMany(contributor => contributor.Tables)];
    }

    [GeneratedRegex("(^|_)(user_id|owner|actor|subject|author|customer|person|person_key)$|_by$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HoldsUserId();
}

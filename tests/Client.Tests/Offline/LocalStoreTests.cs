using Microsoft.Data.Sqlite;

namespace Mobile.Client.Tests.Offline;

public sealed class LocalStoreTests
{
    [Fact]
    public async Task A_file_of_a_newer_build_is_refused_and_left_alone()
    {
        await using var phone = new Phone(new("https://api.example"), "alice");
        await phone.OpenAsync();
        await using var file = new SqliteConnection($"Data Source={phone.File};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99";
        await command.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(phone.RestartAsync);

        command.CommandText = "PRAGMA user_version";
        Assert.Equal(99L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_body_that_no_server_would_take_is_refused_at_once()
    {
        await using var phone = new Phone(new("https://api.example"), "alice");
        var app = await phone.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => app.Orders.PlaceAsync([new("TRJ-MOS", 1)], new string('x', 256 * 1024)));

        Assert.Empty(await app.Writes.ListAsync());
    }

    [Fact]
    public void The_library_references_nothing_of_the_server()
    {
        Assert.DoesNotContain(
            typeof(MobileClient).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!),
            name => name.StartsWith("Mobile.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}

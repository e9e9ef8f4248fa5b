using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sync;

namespace Mobile.Features.Profile;

/// <summary>Changes the caller's profile by JSON merge patch (RFC 7396): what is left out stays, null removes.</summary>
public static class UpdateProfile
{
    public sealed record Request : IValidatableObject
    {
        [StringLength(200, MinimumLength = 1), PlainText, NotRemovable]
        public string? Name { get; init { field = value; GivesName = true; } }

        [PhoneNumber]
        public string? Phone { get; init { field = PhoneNumber.Normalize(value); GivesPhone = true; } }

        [StringLength(500), PlainText]
        public string? Address { get; init { field = value; GivesAddress = true; } }

        [JsonIgnore]
        public bool GivesName { get; private init; }

        [JsonIgnore]
        public bool GivesPhone { get; private init; }

        [JsonIgnore]
        public bool GivesAddress { get; private init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            GivesName && Name is null ? [new("A name can be changed, not removed.", [nameof(Name)])] : [];
    }

    public static void Map(ApiVersions api)
    {
        api.V1.MapPatch("/profile", async Task<Results<Resource<ProfileBody>, Problem>> (
                Request body, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.UpdateAsync(ifMatch, body, stop))
                .Answer(profile => new Resource<ProfileBody>(() => ProfileBody.From(profile), profile.Version, profile.Id), ProfileBody.From))
            .WithSummary("Change the caller's profile")
            .WithExample("""{ "phone": "+41 44 123 45 67", "address": "Bahnhofstrasse 1, 8001 Zürich" }""")
            .WithProblems(ProfileProblems.ProfileNotFound)
            .WithConflict<ProfileBody>()
            .AcceptsMergePatch<Request>()
            .RequireIfMatch()
            .RequireIdempotencyKey();
    }

    public sealed class Handler(DbSession db, Feed feed, StoreEpoch epoch, Caller caller, TimeProvider clock)
    {
        public async Task<Outcome<UserProfile>> UpdateAsync(IfMatch ifMatch, Request patch, CancellationToken stop)
        {
            if (await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { caller.UserId }, stop) is not { } profile)
            {
                return ProfileProblems.ProfileNotFound;
            }

            if (!ifMatch.Allows(profile.Version))
            {
                return await StaleAsync(profile, ifMatch, patch, stop);
            }

            var updated = profile with
            {
                Name = patch.GivesName ? patch.Name : profile.Name,
                Phone = patch.GivesPhone ? patch.Phone : profile.Phone,
                Address = patch.GivesAddress ? patch.Address : profile.Address,
            };
            if (updated == profile)
            {
                return profile;
            }

            return await SaveAsync(profile, updated, stop) is { } saved ? saved : await UpdateAsync(ifMatch, patch, stop);
        }

        private async Task<UserProfile?> SaveAsync(UserProfile before, UserProfile after, CancellationToken stop)
        {
            var seq = await feed.NextAsync(caller.UserId, stop);
            var saved = after with { Seq = seq, Version = epoch.NextVersion(before.Version), UpdatedAt = clock.UnixMilliseconds() };
            var rows = await db.ExecuteAsync(
                Sql.Update,
                new
                {
                    saved.Id,
                    saved.Seq,
                    before = before.Version,
                    saved.Version,
                    saved.Name,
                    saved.Phone,
                    saved.Address,
                    saved.UpdatedAt,
                    NameChanged = saved.Name != before.Name,
                    PhoneChanged = saved.Phone != before.Phone,
                    AddressChanged = saved.Address != before.Address,
                });
            return rows == 1 ? saved : null;
        }

        private async Task<Stale<UserProfile>> StaleAsync(UserProfile profile, IfMatch ifMatch, Request patch, CancellationToken stop)
        {
            var changed = (await db.FindAsync<FieldVersions>(Sql.FieldVersions, new { profile.Id }, stop))!;
            var known = ifMatch.KnownOf(profile.Version, epoch.VersionFloor);
            List<string> fields = [];
            AddIf(patch.GivesName && changed.Name > known && patch.Name != profile.Name, ProfileFields.Name);
            AddIf(patch.GivesPhone && changed.Phone > known && patch.Phone != profile.Phone, ProfileFields.Phone);
            AddIf(patch.GivesAddress && changed.Address > known && patch.Address != profile.Address, ProfileFields.Address);
            return new(profile, profile.Version, fields);

            void AddIf(bool inConflict, string field)
            {
                if (inConflict)
                {
                    fields.Add(field);
                }
            }
        }
    }

    /// <summary>The version of the profile in which each field last changed.</summary>
    private sealed record FieldVersions(long Name, long Phone, long Address);

    private static class Sql
    {
        public const string FieldVersions = """
            SELECT name_version AS Name, phone_version AS Phone, address_version AS Address FROM users WHERE id = @Id
            """;

        public const string Update = """
            UPDATE users
            SET seq = @Seq, version = @Version, name = @Name, phone = @Phone, address = @Address, updated_at = @UpdatedAt,
                name_version = CASE WHEN @NameChanged = 1 THEN @Version ELSE name_version END,
                phone_version = CASE WHEN @PhoneChanged = 1 THEN @Version ELSE phone_version END,
                address_version = CASE WHEN @AddressChanged = 1 THEN @Version ELSE address_version END
            WHERE id = @Id AND version = @before
            """;
    }
}

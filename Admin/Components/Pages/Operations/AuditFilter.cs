using Mobile.Features.Operations;
using Mobile.Features.Profile;

namespace Mobile.Admin.Components.Pages.Operations;

/// <summary>The filters of the audit log as the address has them: for the page, and for the file.</summary>
internal sealed class AuditFilter(PageUrl url, UserDirectory users, Viewer viewer)
{
    public async Task<ListAudit.Filter> ReadAsync(CancellationToken stop) => new(
        url["actor"] is { } actor ? [actor, .. (await users.FindAsync(actor, stop)).Ids] : null,
        url["action"],
        url["subject"],
        viewer.ReadInstant(url["from"]),
        viewer.ReadInstant(url["to"]));
}

using Mobile.Features.Operations;

namespace Mobile.Admin.Components.Pages.Operations;

/// <summary>The filters of the audit log as the address has them: for the page, and for the file.</summary>
internal sealed class AuditFilter(PageUrl url, Viewer viewer)
{
    public ListAudit.Filter Read() => new(url["actor"], url["action"], url["subject"], viewer.ReadInstant(url["from"]), viewer.ReadInstant(url["to"]), url["person"]);
}

using System.Data.Common;

namespace Mobile.Features.Data.SqlServer;

/// <summary>The reply to a commit was lost. Only the store knows whether it happened; a repetition with the same key asks it.</summary>
internal sealed class CommitLostException(Exception cause) : DbException("The reply to a commit was lost.", cause);

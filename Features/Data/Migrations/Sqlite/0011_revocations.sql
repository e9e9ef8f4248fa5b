-- Every node reads every two seconds which sessions have ended, by when.
CREATE INDEX sessions_by_revocation ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;

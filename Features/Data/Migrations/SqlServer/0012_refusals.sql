-- Of a refused write the code of its problem is kept, instead of the reply: nothing was done of which a reply would tell.
ALTER TABLE idempotency_keys ADD problem_code nvarchar(100);

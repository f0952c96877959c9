-- Signed calls of other front ends (contract.md, "HTTP").

-- Nonces that were used, as SHA-256: whatever a caller puts into one, a row says nothing. Not in Redis: a lost nonce is a call that
-- can be played again.
create table call_nonces (
    nonce_digest bytea primary key,
    -- No process accepts the call's timestamp any more.
    forget_after timestamptz not null
);

create index call_nonces_forget_after on call_nonces (forget_after);

-- What calls with an Idempotency-Key led to. No text of a member: bodies of answers hold statuses, codes and ids. `request_digest` is
-- keyed with the caller's own key, of which only a digest is here, so that nobody can try messages against it.
create table call_outcomes (
    member_id uuid not null,
    key_digest bytea not null,
    request_digest bytea not null,
    claimed_by uuid not null,
    lease_until timestamptz not null,
    -- Null while the call is under way.
    status smallint,
    body text,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (member_id, key_digest)
);

create index call_outcomes_claimed_at on call_outcomes (claimed_at);

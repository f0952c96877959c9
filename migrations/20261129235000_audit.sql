-- What proves that the log is as it was written: how far it was verified, and its heads as they were signed and published.
create table audit_progress (
    only_row boolean not null primary key default true check (only_row),
    position bigint not null check (position >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    verified_at timestamptz not null,
    -- When the walk last began at the first event: what was verified long ago may have been changed since.
    walk_began_at timestamptz not null,
    walk_done_at timestamptz,
    broken_position bigint,
    breakage text
);
comment on table audit_progress is 'How far the background verifier has got, and the first broken place if it found one';

create table audit_heads (
    position bigint not null primary key check (position > 0),
    hash bytea not null check (octet_length(hash) = 32),
    signed_at timestamptz not null,
    public_key bytea not null check (octet_length(public_key) = 32),
    signature bytea not null check (octet_length(signature) = 64)
);
create index audit_heads_signed_at on audit_heads (signed_at desc);
comment on table audit_heads is 'Heads of the log, signed daily with AUDIT_SIGNING_KEY (Ed25519) and published outside this database';

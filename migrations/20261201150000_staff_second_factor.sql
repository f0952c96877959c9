-- A second factor for the console, first passwords that do not last, and who comes in from where for the first time.

alter table staff_accounts
    -- Somebody else made the password: it is good for nothing but choosing one's own.
    add column password_is_first boolean not null default false,
    -- After that a first password opens nothing.
    add column password_until timestamptz,
    -- Up to which position of the log the person has read what became of their account.
    add column notices_seen bigint not null default 0;
-- What happened before there were notices is nobody's news.
update staff_accounts set notices_seen = (select position from log_head);

-- Authenticators. Secrets are sealed under a key of the vault: who reads the table can make no code.
create table staff_second_factors (
    staff_id uuid primary key references staff_accounts on delete cascade,
    sealed bytea,
    set_at timestamptz,
    -- The time step of the last code that was used, in 30 s since 1970: none of it or before it counts again.
    used_step bigint not null default 0,
    -- A secret that was shown, and of which no code has come yet.
    offered bytea,
    offered_until timestamptz
);

-- Recovery codes under their SHA-256: 125 random bits each need no salt.
create table staff_recovery_codes (
    code_digest bytea primary key,
    staff_id uuid not null references staff_accounts on delete cascade
);
create index staff_recovery_codes_of_one on staff_recovery_codes (staff_id);

-- Sign-ins whose password was right and whose code is waited for.
create table staff_half_sign_ins (
    token_digest bytea primary key,
    staff_id uuid not null references staff_accounts on delete cascade,
    ends_at timestamptz not null
);
create index staff_half_sign_ins_ends_at on staff_half_sign_ins (ends_at);

-- Browsers that somebody came in from, under a digest of what their cookie holds.
create table staff_browsers (
    staff_id uuid not null references staff_accounts on delete cascade,
    browser_digest bytea not null,
    seen_at timestamptz not null,
    primary key (staff_id, browser_digest)
);
create index staff_browsers_seen_at on staff_browsers (seen_at);

-- Every page asks whether there is something to read.
create index staff_trail_v1_staff on staff_trail_v1 (staff, position);

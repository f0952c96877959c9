-- The people who work in the console, and what they have open in it (product.md, "Console").

create table staff_accounts (
    staff_id uuid primary key,
    -- In lower case.
    name text not null unique,
    role text not null check (role in ('moderator', 'senior', 'analyst', 'admin')),
    -- Argon2id in the PHC format, which names its own cost.
    password_hash text not null,
    -- The bot's member behind the Telegram account that this person linked with a one-time code. No Telegram id.
    member_id uuid unique,
    created_at timestamptz not null,
    disabled_at timestamptz
);

-- Sessions under SHA-256 of their tokens: who reads the table can open none of them.
create table staff_sessions (
    token_digest bytea primary key,
    staff_id uuid not null references staff_accounts on delete cascade,
    seen_at timestamptz not null,
    ends_at timestamptz not null
);
create index staff_sessions_of_one on staff_sessions (staff_id);
create index staff_sessions_ends_at on staff_sessions (ends_at);

-- Sign-ins that failed, under a digest of the name or address they are counted for.
create table staff_failures (
    bucket bytea primary key,
    failures integer not null,
    counted_until timestamptz not null
);
create index staff_failures_counted_until on staff_failures (counted_until);

-- One-time codes that link a Telegram account; one at a time for each person.
create table staff_link_codes (
    code_digest bytea primary key,
    staff_id uuid not null unique references staff_accounts on delete cascade,
    ends_at timestamptz not null
);

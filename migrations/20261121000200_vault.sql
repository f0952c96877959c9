-- Personal data, encrypted under a key per member. The keys are in the schema vault_keys, which may be another database.
create schema vault;

-- Who is who. The Telegram id itself is nowhere: only a hash of it under a secret key.
create table vault.identities (
    id_hash bytea primary key check (octet_length(id_hash) = 32),
    member_id uuid not null unique
);

-- Which bot and chat reach a member: one for each, replaced when the member writes to another bot.
create table vault.addresses (
    member_id uuid primary key,
    sealed bytea not null
) with (fillfactor = 80);

-- Values under immutable references, which events name. Never updated but for the mark of the sweeper.
create table vault.sealed_values (
    reference uuid primary key,
    member_id uuid not null,
    kind text not null,
    sealed bytea not null,
    written_at timestamptz not null,
    referenced boolean not null default false
);
create index sealed_values_of_member on vault.sealed_values (member_id);
create index sealed_values_to_sweep on vault.sealed_values (written_at) where not referenced;

comment on column vault.sealed_values.referenced is
    'an event is known to name it, so the sweeper need not ask again';

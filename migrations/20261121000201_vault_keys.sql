-- Keys of the vault, each wrapped by VAULT_MASTER_KEY. With VAULT_DATABASE_URL this file alone is applied to that database, and
-- the tables of the main database stay empty.
create schema vault_keys;

-- A member without a row here cannot be read any more: deleting it erases.
create table vault_keys.member_keys (
    member_id uuid primary key,
    wrapped bytea not null,
    wrapped_by bytea not null
);
create index member_keys_by_master on vault_keys.member_keys (wrapped_by);

-- Keys of the vault as a whole, by purpose.
create table vault_keys.common_keys (
    purpose text primary key,
    wrapped bytea not null,
    wrapped_by bytea not null
);

comment on column vault_keys.member_keys.wrapped_by is
    'which master key, by an id derived from it; rows under the previous one are wrapped anew during a rotation';

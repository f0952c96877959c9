-- Who was erased, kept beside the keys and apart from the data: a backup of the data that is restored does not know of it, and
-- erases these again. Opaque ids only; forgotten when no backup from before can exist any more.
create table vault_keys.erased_members (
    member_id uuid primary key,
    erased_at timestamptz not null
);
create index erased_members_at on vault_keys.erased_members (erased_at);

-- Erasing (product.md, "Privacy"). A row of the erased stays while something has to be inherited, and says then nothing but that
-- whoever has this Telegram id comes back to this opaque id.
alter table vault.identities add column erased boolean not null default false;
alter table vault.identities add column destroyed_at timestamptz;
create index identities_of_the_erased on vault.identities (member_id) where erased;

comment on column vault.identities.erased is 'the key is destroyed; the hash stays while a sanction, an open case or somebody''s block stands';
comment on column vault.identities.destroyed_at is 'the time of the erasure that was carried out last, so that none is carried out again after a return';

-- A role for `serve`: reads and writes what the program does, and owns nothing. Events can be added by it and neither changed nor removed,
-- whatever becomes of the trigger; making and changing tables (`migrate`, `projections rebuild`) stays with the owner.
--
-- A deployment gives it to a user of its own: create user notalone_bot password '…' in role notalone_serve.
do $$
begin
    -- The role belongs to the server, not to this database: somebody else may have made it.
    if not exists (select from pg_roles where rolname = 'notalone_serve') then
        create role notalone_serve nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise notice 'notalone_serve is not there and cannot be made here: ask whoever administers the server';
end;
$$;

do $$
declare
    place name;
begin
    if not exists (select from pg_roles where rolname = 'notalone_serve') then
        return;
    end if;
    foreach place in array array[current_schema(), 'vault', 'vault_keys'] loop
        continue when to_regnamespace(quote_ident(place)) is null;
        execute format('grant usage on schema %I to notalone_serve', place);
        execute format('grant select, insert, update, delete on all tables in schema %I to notalone_serve', place);
        execute format('grant usage, select on all sequences in schema %I to notalone_serve', place);
        -- What later migrations and rebuilds make, too.
        execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to notalone_serve', place);
        execute format('alter default privileges in schema %I grant usage, select on sequences to notalone_serve', place);
    end loop;
    grant usage on schema analytics to notalone_serve;
    grant select on all tables in schema analytics to notalone_serve;
    revoke update, delete, truncate on events from notalone_serve;
    revoke insert, update, delete on _sqlx_migrations from notalone_serve;
end;
$$;

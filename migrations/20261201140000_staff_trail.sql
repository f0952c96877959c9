-- Sign-ins, and what became of the accounts of the staff, for the page that shows who works here.

create table staff_trail_v1 (
    entry uuid not null primary key,
    staff uuid not null,
    event text not null,
    by uuid,
    way text,
    locked_from text,
    locked_until timestamptz,
    from_role text,
    to_role text,
    times integer not null,
    at timestamptz not null,
    position bigint not null
) partition by list (entry);
create table staff_trail_v1_rows partition of staff_trail_v1 default;
create index staff_trail_v1_position on staff_trail_v1 (position);
comment on table staff_trail_v1 is 'Sign-ins of the staff and changes of their accounts, under opaque ids.';

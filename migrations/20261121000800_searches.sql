-- Every search there was, of which `seekers` keeps only the open ones: for the member's own data and for how searching goes.

create table searches_v1 (
    search_id uuid not null primary key,
    member uuid not null,
    started_at timestamptz not null,
    proposals integer not null,
    misses integer not null,
    ended_at timestamptz,
    end_reason text,
    position bigint not null
) partition by list (search_id);
create table searches_v1_rows partition of searches_v1 default;
create index searches_v1_member on searches_v1 (member, started_at desc);
comment on table searches_v1 is 'Searches, open and over.';
comment on column searches_v1.proposals is 'How many proposals the search led to.';
comment on column searches_v1.end_reason is 'Null while the search is open.';

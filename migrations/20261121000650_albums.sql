-- Albums on their way. Their parts are acknowledged one by one and sent together, so that a crash in between must find their ids here.
-- Ids only: what is in the parts is in the memory of the process that gathers them, and nowhere else.
create table albums (
    id uuid primary key,
    bot_id bigint not null,
    member_id uuid not null,
    match_id uuid not null,
    -- Telegram's number of the album.
    media_group_id text not null,
    state text not null check (state in ('gathering', 'sending', 'sent', 'refused')),
    owner uuid not null,
    -- Where the owner takes parts that were delivered to another process.
    owner_address text,
    lease_until timestamptz not null,
    started_at timestamptz not null default clock_timestamp()
);
create index albums_by_number on albums (bot_id, member_id, media_group_id, started_at);
create index albums_under_way on albums (lease_until) where state in ('gathering', 'sending');

comment on column albums.member_id is 'who sends it';
comment on column albums.lease_until is 'by the clock of the database: after that another process takes the album over';

create table album_parts (
    bot_id bigint not null,
    update_id bigint not null,
    album_id uuid not null,
    message_id integer not null,
    -- False for what would name somebody when it is copied as it is.
    copyable boolean not null,
    primary key (bot_id, update_id)
);
create index album_parts_by_album on album_parts (album_id);

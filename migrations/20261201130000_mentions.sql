-- Which streams name an id, so that a page about somebody need not look through every payload of the log.

create table mentions_v1 (
    mention text collate "C" not null primary key,
    named uuid not null,
    aggregate_type text not null,
    aggregate_id uuid not null,
    position bigint not null
) partition by list (mention);
create table mentions_v1_rows partition of mentions_v1 default;
create index mentions_v1_named on mentions_v1 (named);
comment on table mentions_v1 is 'Ids and the streams whose events name them: where to look for all that happened around somebody.';
comment on column mentions_v1.mention is 'The id, the type and the id of the stream, with slashes between them.';
comment on column mentions_v1.position is 'The last event of the stream that named the id.';

-- Which updates of Telegram are being handled, are done, or are parked. Ids and categories only, never content.
create table inbox (
    bot_id bigint not null,
    update_id bigint not null,
    state text not null check (state in ('claimed', 'released', 'finished', 'parked')),
    attempts integer not null default 0,
    claimed_by uuid not null,
    lease_until timestamptz not null,
    done_at timestamptz,
    -- Never changed, so that only the primary key has to be kept up; rows lie on disk in this order.
    received_at timestamptz not null default clock_timestamp(),
    primary key (bot_id, update_id)
) with (fillfactor = 70);
create index inbox_by_age on inbox using brin (received_at);

comment on column inbox.attempts is 'tries that failed by the update''s own fault';
comment on column inbox.lease_until is 'by the clock of the database: processes need not agree on the time';

-- Updates that failed too often; what was in them is gone.
create table parked_updates (
    bot_id bigint not null,
    update_id bigint not null,
    category text not null,
    parked_at timestamptz not null default clock_timestamp(),
    primary key (bot_id, update_id)
);

-- How many messages each side of a talk sent; copied into ChatEnded.
create table relay_totals (
    match_id uuid not null,
    member_id uuid not null,
    messages bigint not null,
    primary key (match_id, member_id)
) with (fillfactor = 50);

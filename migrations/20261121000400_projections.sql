-- Read models. Each table is partitioned into one default partition, its rows: a rebuild fills a new partition beside it
-- and exchanges the two, while the table itself, and with it views, grants, comments and index names, stays.

create table member_cards_v1 (
    member uuid not null primary key,
    nickname uuid,
    bio uuid,
    topics text[] not null,
    time_zone text,
    free_time text[] not null,
    purpose text,
    sensitivity text,
    rules_accepted boolean not null,
    minor boolean not null,
    complete boolean not null,
    unreachable boolean not null,
    rated_matches uuid[] not null,
    ratings smallint[] not null,
    registered_at timestamptz not null,
    position bigint not null
) partition by list (member);
create table member_cards_v1_rows partition of member_cards_v1 default;
comment on table member_cards_v1 is 'What matching and cards need to know of a member. Personal texts are references into the vault.';
comment on column member_cards_v1.rated_matches is 'The last ten talks rated by the peer, the latest last; ratings in the same order.';
comment on column member_cards_v1.position is 'The last event that touched the row.';

create table seekers_v1 (
    search_id uuid not null primary key,
    member uuid not null,
    since timestamptz not null,
    soft_from timestamptz not null,
    expires_at timestamptz not null,
    softened boolean not null,
    taken_by uuid,
    misses integer not null,
    position bigint not null
) partition by list (search_id);
create table seekers_v1_rows partition of seekers_v1 default;
create index seekers_v1_member on seekers_v1 (member);
comment on table seekers_v1 is 'Open searches.';
comment on column seekers_v1.taken_by is 'The proposal that holds the search; null while it waits.';

create table conversations_v1 (
    match_id uuid not null primary key,
    first_member uuid not null,
    second_member uuid not null,
    first_search uuid not null,
    second_search uuid not null,
    state text not null,
    shared_topics text[] not null,
    softened boolean not null,
    score_permille integer not null,
    score_topics_permille integer not null,
    score_time_permille integer not null,
    score_helpfulness_permille integer not null,
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    first_accepted_at timestamptz,
    second_accepted_at timestamptz,
    started_at timestamptz,
    closed_at timestamptz,
    closed_by uuid,
    withdraw_reason text,
    end_reason text,
    messages_from_first integer not null,
    messages_from_second integer not null,
    rating_by_first smallint,
    rating_by_second smallint,
    restricted_until timestamptz,
    position bigint not null
) partition by list (match_id);
create table conversations_v1_rows partition of conversations_v1 default;
create index conversations_v1_first_member on conversations_v1 (first_member, proposed_at desc);
create index conversations_v1_second_member on conversations_v1 (second_member, proposed_at desc);
create index conversations_v1_open on conversations_v1 (state) where state in ('proposed', 'chatting');
comment on table conversations_v1 is 'Pairs: the proposal, the talk it became, how it ended and what it was rated.';
comment on column conversations_v1.closed_by is 'Who skipped, left or ended it; null when time did.';

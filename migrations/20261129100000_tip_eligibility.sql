-- Who may tip whom: the latest talk of each pair, and what keeps the two apart.

create table tip_eligibility_v1 (
    pair text collate "C" not null primary key,
    first_member uuid not null,
    second_member uuid not null,
    match_id uuid not null,
    opened_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    blocked_by_first_at timestamptz,
    blocked_by_second_at timestamptz,
    first_bars text[] not null,
    second_bars text[] not null,
    position bigint not null
) partition by list (pair);
create table tip_eligibility_v1_rows partition of tip_eligibility_v1 default;
create index tip_eligibility_v1_match on tip_eligibility_v1 (match_id);
create index tip_eligibility_v1_first_member on tip_eligibility_v1 (first_member);
create index tip_eligibility_v1_second_member on tip_eligibility_v1 (second_member);
comment on table tip_eligibility_v1 is 'Pairs that talked, with their latest talk: whether one may tip the other.';
comment on column tip_eligibility_v1.pair is 'Both members, the smaller id first, with a colon between them.';
comment on column tip_eligibility_v1.first_bars is 'Why the first may be met by nobody: under 18, or by which cases.';
comment on column tip_eligibility_v1.second_bars is 'Why the second may be met by nobody: under 18, or by which cases.';

-- Reading for analysts (contract.md, "Reading for analysts"): views over the read models, and a role that sees nothing else. What is
-- counted of fewer than five is null.
create schema analytics;

do $$
begin
    -- The role belongs to the server, not to this database: somebody else may have made it.
    if not exists (select from pg_roles where rolname = 'notalone_analyst') then
        create role notalone_analyst nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise notice 'notalone_analyst is not there and cannot be made here: ask whoever administers the server';
end;
$$;

create function analytics.shown(people bigint) returns bigint language sql immutable
    return case when people >= 5 then people end;
comment on function analytics.shown is 'A count, or null when it is of fewer than five';

create function analytics.share(part bigint, whole bigint) returns double precision language sql immutable
    return case when whole >= 5 then round(part::numeric / whole, 4)::double precision end;
comment on function analytics.share is 'A share of a whole, or null when the whole is fewer than five';

create view analytics.funnel_daily as
with sides as (
    select first_member as member, match_id, first_accepted_at as accepted_at, started_at, rating_by_first as rating from conversations_v1
    union all
    select second_member, match_id, second_accepted_at, started_at, rating_by_second from conversations_v1
), reached as (
    select member, true as proposed, bool_or(accepted_at is not null) as accepted, bool_or(started_at is not null) as talked,
           bool_or(rating is not null) as rated
    from sides group by member
), searchers as (
    select distinct member from searches_v1
), payers as (
    select distinct payer as member from ledger_entries_v1 where payer is not null
)
select (card.registered_at at time zone 'UTC')::date as day,
       analytics.shown(count(*)) as started,
       analytics.shown(count(*) filter (where card.complete)) as completed_profile,
       analytics.shown(count(searcher.member)) as searched,
       analytics.shown(count(*) filter (where reached.proposed)) as proposed,
       analytics.shown(count(*) filter (where reached.accepted)) as accepted,
       analytics.shown(count(*) filter (where reached.talked)) as talked,
       analytics.shown(count(*) filter (where reached.rated)) as rated,
       analytics.shown(count(payer.member)) as tipped
from member_cards_v1 card
left join searchers searcher on searcher.member = card.member
left join reached on reached.member = card.member
left join payers payer on payer.member = card.member
group by 1;
comment on view analytics.funnel_daily is 'Of those who came on a day, how many got how far, until now.';
comment on column analytics.funnel_daily.day is 'The day, in UTC, of the first contact';
comment on column analytics.funnel_daily.started is 'Who wrote to the bot for the first time';
comment on column analytics.funnel_daily.completed_profile is 'Who has a complete profile; the erased have none';
comment on column analytics.funnel_daily.searched is 'Who ever started a search';
comment on column analytics.funnel_daily.proposed is 'To whom somebody was ever proposed';
comment on column analytics.funnel_daily.accepted is 'Who ever accepted a proposal';
comment on column analytics.funnel_daily.talked is 'Who ever was in a talk';
comment on column analytics.funnel_daily.rated is 'Who ever rated a talk';
comment on column analytics.funnel_daily.tipped is 'Who ever gave a tip';

create view analytics.match_quality as
select (proposed_at at time zone 'UTC')::date as day,
       analytics.shown(count(*)) as proposals,
       analytics.share(count(*) filter (where started_at is not null), count(*)) as accept_rate,
       analytics.share(count(*) filter (where state = 'declined'), count(*)) as decline_rate,
       analytics.share(count(*) filter (where state = 'expired'), count(*)) as expiry_rate,
       case when count(*) >= 5 then round(avg(score_permille) / 1000, 4)::double precision end as mean_score,
       case when count(rating_by_first) + count(rating_by_second) >= 5 then round(
           (coalesce(sum(rating_by_first), 0) + coalesce(sum(rating_by_second), 0))::numeric
               / (count(rating_by_first) + count(rating_by_second)), 2)::double precision end as mean_rating
from conversations_v1
group by 1;
comment on view analytics.match_quality is 'What became of the proposals of a day.';
comment on column analytics.match_quality.day is 'The day, in UTC, of the proposal';
comment on column analytics.match_quality.proposals is 'How many';
comment on column analytics.match_quality.accept_rate is 'The share that both accepted';
comment on column analytics.match_quality.decline_rate is 'The share that somebody skipped';
comment on column analytics.match_quality.expiry_rate is 'The share that ran out';
comment on column analytics.match_quality.mean_score is 'The mean score, from 0 to 1';
comment on column analytics.match_quality.mean_rating is 'The mean of all ratings of their talks, from 1 to 5';

create view analytics.waiting_times as
with firsts as (
    select search.search_id, search.started_at, min(pair.proposed_at) as proposed_at
    from searches_v1 search
    left join conversations_v1 pair on search.search_id in (pair.first_search, pair.second_search)
    group by search.search_id, search.started_at
), waits as (
    select (started_at at time zone 'UTC')::date as day, extract(epoch from proposed_at - started_at)::double precision as seconds from firsts
)
select day,
       analytics.shown(count(*)) as searches,
       analytics.share(count(*) filter (where seconds <= 60), count(*)) as within_minute,
       case when count(seconds) >= 5 then percentile_cont(0.5) within group (order by seconds) end as p50_seconds,
       case when count(seconds) >= 5 then percentile_cont(0.95) within group (order by seconds) end as p95_seconds
from waits
group by day;
comment on view analytics.waiting_times is 'From the start of a search to its first proposal.';
comment on column analytics.waiting_times.day is 'The day, in UTC, on which the search began';
comment on column analytics.waiting_times.searches is 'How many';
comment on column analytics.waiting_times.within_minute is 'The share with a proposal within a minute';
comment on column analytics.waiting_times.p50_seconds is 'Half of those with a proposal had it within this';
comment on column analytics.waiting_times.p95_seconds is 'Nineteen of twenty of those with a proposal had it within this';

create view analytics.topic_supply_demand as
select topic,
       analytics.shown(count(*)) as members,
       analytics.shown(count(seeker.member)) as searching
from member_cards_v1 card
cross join lateral unnest(card.topics) as topic
left join seekers_v1 seeker on seeker.member = card.member
where card.complete
group by topic;
comment on view analytics.topic_supply_demand is 'How many live through a topic, and how many of them are looking for somebody now.';
comment on column analytics.topic_supply_demand.topic is 'The topic''s slug';
comment on column analytics.topic_supply_demand.members is 'Members with a complete profile who named it';
comment on column analytics.topic_supply_demand.searching is 'Those of them who are searching';

create view analytics.topic_pairs as
select least(one, other) as first_topic, greatest(one, other) as second_topic,
       analytics.shown(count(*)) as proposals,
       analytics.share(count(*) filter (where started_at is not null), count(*)) as accept_rate
from conversations_v1
cross join lateral unnest(shared_topics) as one
cross join lateral unnest(shared_topics) as other
where one < other
group by 1, 2;
comment on view analytics.topic_pairs is 'Which topics bring people together.';
comment on column analytics.topic_pairs.first_topic is 'A topic that both shared';
comment on column analytics.topic_pairs.second_topic is 'Another one that both shared';
comment on column analytics.topic_pairs.proposals is 'How many proposals had both';
comment on column analytics.topic_pairs.accept_rate is 'The share of them that both accepted';

create view analytics.chats as
select (started_at at time zone 'UTC')::date as day,
       analytics.shown(count(*)) as talks,
       analytics.share(count(*) filter (where end_reason = 'ended'), count(*)) as ended_by_choice,
       analytics.share(count(*) filter (where end_reason = 'idle'), count(*)) as fell_silent,
       analytics.share(count(*) filter (where end_reason = 'blocked'), count(*)) as ended_by_block,
       case when count(closed_at) >= 5 then percentile_cont(0.5) within group (
           order by extract(epoch from closed_at - started_at)::double precision / 60) end as median_minutes,
       case when count(closed_at) >= 5 then percentile_cont(0.5) within group (
           order by (messages_from_first + messages_from_second)::double precision) filter (where closed_at is not null) end as median_messages
from conversations_v1
where started_at is not null
group by 1;
comment on view analytics.chats is 'The talks of a day.';
comment on column analytics.chats.day is 'The day, in UTC, on which the talk opened';
comment on column analytics.chats.talks is 'How many';
comment on column analytics.chats.ended_by_choice is 'The share that somebody ended';
comment on column analytics.chats.fell_silent is 'The share that ended in silence';
comment on column analytics.chats.ended_by_block is 'The share that a block ended';
comment on column analytics.chats.median_minutes is 'Half of those that are over lasted no longer';
comment on column analytics.chats.median_messages is 'Half of those that are over had no more messages, of both together';

create view analytics.tips_daily as
with paid as (
    select charge_id, (min(at) at time zone 'UTC')::date as day, sum(debit) as stars from ledger_entries_v1
    where payer is not null and account = 'stars' group by charge_id
), kept as (
    select charge_id, sum(credit) as commission from ledger_entries_v1
    where payer is not null and account = 'commission' group by charge_id
), back as (
    select distinct charge_id from ledger_entries_v1 where account = 'refunds'
)
select paid.day,
       analytics.shown(count(*)) as tips,
       case when count(*) >= 5 then sum(paid.stars)::bigint end as stars,
       case when count(*) >= 5 then coalesce(sum(kept.commission), 0)::bigint end as commission_stars,
       analytics.share(count(back.charge_id), count(*)) as refund_rate
from paid
left join kept on kept.charge_id = paid.charge_id
left join back on back.charge_id = paid.charge_id
group by paid.day;
comment on view analytics.tips_daily is 'Thanks in Stars that were paid on a day.';
comment on column analytics.tips_daily.day is 'The day, in UTC, of the payment';
comment on column analytics.tips_daily.tips is 'How many';
comment on column analytics.tips_daily.stars is 'How many Stars';
comment on column analytics.tips_daily.commission_stars is 'How many of them are the platform''s';
comment on column analytics.tips_daily.refund_rate is 'The share that went back since';

create view analytics.retention_weekly as
with cohorts as (
    select member, date_trunc('week', registered_at at time zone 'UTC')::date as week from member_cards_v1
), active as (
    select distinct member, date_trunc('week', started_at at time zone 'UTC')::date as week from searches_v1
), sizes as (
    select week, count(*) as members from cohorts group by week
)
select sizes.week as cohort, ((active.week - sizes.week) / 7)::integer as weeks_later,
       analytics.shown(sizes.members) as members,
       analytics.shown(count(*)) as searched,
       analytics.share(count(*), sizes.members) as share
from sizes
join cohorts on cohorts.week = sizes.week
join active on active.member = cohorts.member
group by sizes.week, active.week, sizes.members;
comment on view analytics.retention_weekly is 'Who came in a week and searched in a later one.';
comment on column analytics.retention_weekly.cohort is 'The Monday, in UTC, of the week of the first contact';
comment on column analytics.retention_weekly.weeks_later is '0 for the same week';
comment on column analytics.retention_weekly.members is 'How many came';
comment on column analytics.retention_weekly.searched is 'How many of them started a search in that later week';
comment on column analytics.retention_weekly.share is 'Their share';

create view analytics.moderation_load as
select (opened_at at time zone 'UTC')::date as day,
       analytics.shown(count(*)) as cases,
       analytics.share(count(*) filter (where urgent), count(*)) as urgent,
       analytics.share(count(*) filter (where decision is not null and decision <> 'dismiss'), count(decided_at)) as sanctioned,
       analytics.share(count(appealed_at), count(decided_at)) as appealed,
       case when count(first_assigned_at) >= 5 then percentile_cont(0.5) within group (
           order by extract(epoch from first_assigned_at - opened_at)::double precision) end as median_seconds_to_take,
       case when count(decided_at) >= 5 then percentile_cont(0.5) within group (
           order by extract(epoch from decided_at - opened_at)::double precision) end as median_seconds_to_decide
from cases_v1
group by 1;
comment on view analytics.moderation_load is 'The cases that were opened on a day.';
comment on column analytics.moderation_load.day is 'The day, in UTC';
comment on column analytics.moderation_load.cases is 'How many';
comment on column analytics.moderation_load.urgent is 'The share that could not wait';
comment on column analytics.moderation_load.sanctioned is 'Of those decided, the share that was not dismissed';
comment on column analytics.moderation_load.appealed is 'Of those decided, the share that was appealed';
comment on column analytics.moderation_load.median_seconds_to_take is 'Half of those that somebody took were taken within this';
comment on column analytics.moderation_load.median_seconds_to_decide is 'Half of those decided were decided within this';

create view analytics.experiments as
select 'soft_rule' as experiment,
       case when softened then 'one_shared_topic' else 'two_or_more' end as arm,
       analytics.shown(count(*)) as proposals,
       analytics.share(count(*) filter (where started_at is not null), count(*)) as accept_rate,
       case when count(rating_by_first) + count(rating_by_second) >= 5 then round(
           (coalesce(sum(rating_by_first), 0) + coalesce(sum(rating_by_second), 0))::numeric
               / (count(rating_by_first) + count(rating_by_second)), 2)::double precision end as mean_rating
from conversations_v1
group by softened;
comment on view analytics.experiments is 'What is tried, arm beside arm.';
comment on column analytics.experiments.experiment is 'What is tried: soft_rule lets one shared topic be enough after a while';
comment on column analytics.experiments.arm is 'By which rule the two were proposed';
comment on column analytics.experiments.proposals is 'How many';
comment on column analytics.experiments.accept_rate is 'The share that both accepted';
comment on column analytics.experiments.mean_rating is 'The mean of all ratings of their talks, from 1 to 5';

do $$
begin
    if exists (select from pg_roles where rolname = 'notalone_analyst') then
        grant usage on schema analytics to notalone_analyst;
        grant select on all tables in schema analytics to notalone_analyst;
    end if;
end;
$$;

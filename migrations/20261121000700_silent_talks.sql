-- A talk without messages ends after a while: when it carried its last one, and when to look at it.
set local lock_timeout = '5s';

alter table relay_totals add column last_at timestamptz;
comment on column relay_totals.last_at is 'when the last of these messages was relayed';

-- Talks that are open already are looked at like later ones; not at once, since a replica of the version before, which is replaced
-- in these minutes, does not know this deadline.
insert into timers (key, timer, due_at, correlation)
select 'chat_review:' || match_id,
       jsonb_build_object('key', jsonb_build_object('chat_review', match_id), 'due_at', due_at),
       due_at,
       gen_random_uuid()
from conversations_v1, (select clock_timestamp() + interval '1 hour') as soon (due_at)
where state = 'chatting';

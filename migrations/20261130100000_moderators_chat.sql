-- When an alert that was not accepted may be tried again.
alter table staff_alerts add column next_attempt_at timestamptz;

-- Where alerts about cases stand in the moderators' chat, so that they can be put right.
create table case_cards (
    bot_id        bigint      not null,
    message_id    integer     not null,
    case_id       uuid        not null,
    shown_version bigint      not null,
    sent_at       timestamptz not null,
    primary key (bot_id, message_id)
);
create index case_cards_case on case_cards (case_id);
comment on table case_cards is 'Messages in MOD_CHAT_ID about a case, and how many of its events each shows. Ids only.';

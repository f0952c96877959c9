-- Questions of members about payments, as they stand in the operators' chat. What was asked is in that chat and nowhere else.

create table payment_cases (
    case_id uuid primary key,
    member_id uuid not null,
    bot_id bigint not null,
    -- Where the case stands in the operators' chat: who replies to this message answers the member. Null before Telegram took it.
    message_id integer,
    opened_at timestamptz not null
);

create unique index payment_cases_message on payment_cases (bot_id, message_id);
create index payment_cases_opened_at on payment_cases (opened_at);

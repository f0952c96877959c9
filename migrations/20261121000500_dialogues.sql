-- Questions that wait for an answer and cards that are edited later. Choices and message ids only: nothing a member wrote.

create table dialogues (
    member_id uuid primary key,
    question text not null,
    -- Choices made so far (topics, windows, which card), never text.
    argument jsonb not null,
    asked_at timestamptz not null,
    -- Telegram's id of the message that asks, null before it was accepted.
    message_id integer,
    -- The update that changed the row last, so that its second delivery changes nothing.
    changed_by uuid not null
);

create table cards (
    member_id uuid not null,
    -- waiting, proposal, talk
    kind text not null,
    -- The search or match the card is about.
    subject uuid not null,
    -- Message ids mean something only within one bot's chat.
    bot_id bigint not null,
    message_id integer not null,
    primary key (member_id, kind, subject)
);

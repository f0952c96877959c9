-- Effects of events that wait to be sent to Telegram. A row names a template and ids; text is rendered when it is sent.
CREATE TABLE outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key             uuid        NOT NULL UNIQUE,
    bot_id          bigint      NOT NULL,
    member_id       uuid        NOT NULL,
    lane            smallint    NOT NULL,
    notice          jsonb       NOT NULL,
    -- The talk whose messages wait for this row: set on opening cards only.
    opens_match     uuid,
    not_after       timestamptz,
    correlation     uuid        NOT NULL,
    state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'stale', 'parked')),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    done_at         timestamptz
);
CREATE INDEX outbox_pending ON outbox (bot_id, id) WHERE state = 'pending';
CREATE INDEX outbox_done ON outbox (done_at) WHERE state <> 'pending';
COMMENT ON TABLE outbox IS 'One row per effect; done rows are swept after 48 h';

-- Members whose opening card of a talk has been sent: only then are messages carried to them.
CREATE TABLE opened_chats (
    match_id  uuid        NOT NULL,
    member_id uuid        NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (match_id, member_id)
);

-- Deadlines that end as commands.
CREATE TABLE timers (
    key         text        PRIMARY KEY,
    timer       jsonb       NOT NULL,
    due_at      timestamptz NOT NULL,
    correlation uuid        NOT NULL
);
CREATE INDEX timers_due ON timers (due_at);

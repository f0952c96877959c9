-- The event log: one table of events, one row that says where it ends, and what must change in the same instant.
-- Ids and keys collate by bytes: they are compared, never shown in order.

CREATE TABLE events (
    position       bigint      NOT NULL PRIMARY KEY CHECK (position > 0),
    aggregate_type text        COLLATE "C" NOT NULL,
    aggregate_id   text        COLLATE "C" NOT NULL,
    sequence       bigint      NOT NULL CHECK (sequence > 0),
    event_type     text        NOT NULL,
    event_version  text        NOT NULL,
    payload        jsonb       NOT NULL,
    metadata       jsonb       NOT NULL,
    recorded_at    timestamptz NOT NULL,
    hash           bytea       NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (aggregate_id, aggregate_type, sequence)
);

COMMENT ON TABLE events IS 'Every decision ever made, in commit order. Written by append_batch only, never changed.';
COMMENT ON COLUMN events.position IS 'Dense from 1, in commit order';
COMMENT ON COLUMN events.sequence IS 'Dense from 1 within the stream';
COMMENT ON COLUMN events.metadata IS 'Flat map of texts: command id, correlation, causation, actor kind';
COMMENT ON COLUMN events.recorded_at IS 'Clock of the process that decided';
COMMENT ON COLUMN events.hash IS 'SHA-256(previous hash, SHA-256(canonical event)); see event_canonical';

CREATE FUNCTION events_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed or removed' USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER events_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_final();

-- One row, changed by every batch: room on its page keeps the versions of it there.
CREATE TABLE log_head (
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint  NOT NULL CHECK (position >= 0),
    hash     bytea   NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

INSERT INTO log_head (position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE TABLE commands (
    command_id uuid        NOT NULL PRIMARY KEY,
    position   bigint      NOT NULL,
    done_at    timestamptz NOT NULL
);

COMMENT ON TABLE commands IS 'Command ids already handled, kept 35 days, so that a repeated command changes nothing';

CREATE INDEX commands_done_at ON commands USING brin (done_at);

CREATE TABLE claims (
    space  text COLLATE "C" NOT NULL,
    key    text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    PRIMARY KEY (space, key)
);

COMMENT ON TABLE claims IS 'Rules across aggregates: at most one holder of each key. A fold of the events';

CREATE TABLE restrictions (
    space  text COLLATE "C" NOT NULL,
    key    text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    until  timestamptz,
    PRIMARY KEY (space, key, holder)
);

COMMENT ON TABLE restrictions IS 'Rules across aggregates: keys that must be left alone until a moment, or for good (null). A fold of the events';

CREATE TABLE leases (
    name  text        NOT NULL PRIMARY KEY,
    owner uuid,
    epoch bigint      NOT NULL,
    until timestamptz NOT NULL
);

COMMENT ON TABLE leases IS 'Who alone may do a thing until when, by the clock of this database; each new owner has a higher epoch';

CREATE TABLE checkpoints (
    name     text   NOT NULL PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0),
    owner    uuid,
    epoch    bigint NOT NULL
);

COMMENT ON TABLE checkpoints IS 'How far each subscription has read; moved by compare-and-set on owner, epoch and position';

CREATE TABLE parked_events (
    subscription text        NOT NULL,
    position     bigint      NOT NULL,
    category     text        NOT NULL,
    attempts     integer     NOT NULL,
    parked_at    timestamptz NOT NULL,
    PRIMARY KEY (subscription, position)
);

COMMENT ON TABLE parked_events IS 'Events a subscription could not handle and went past; each is to be looked at';

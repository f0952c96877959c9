-- Texts are hashed as UTF-8, and their lengths taken without converting them.
DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the event log needs a database with encoding UTF8';
    END IF;
END;
$$;

-- The bytes an event's digest is made of: integers as eight bytes, each text after its length in bytes as four, all big-endian; the
-- moment in microseconds since 1970. An event's hash is SHA-256(hash of the event before, or 32 zero bytes || SHA-256(these bytes)).
--
-- Not strict and not immutable, so that it is inlined: a call would cost more than the hash.
CREATE FUNCTION event_canonical(
    place bigint, stream_type text, stream_id text, sequence bigint,
    type text, version text, payload text, metadata text, recorded timestamptz
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT int8send(place)
        || int4send(octet_length(stream_type)) || convert_to(stream_type, 'UTF8')
        || int4send(octet_length(stream_id)) || convert_to(stream_id, 'UTF8')
        || int8send(sequence)
        || int4send(octet_length(type)) || convert_to(type, 'UTF8')
        || int4send(octet_length(version)) || convert_to(version, 'UTF8')
        || int4send(octet_length(payload)) || convert_to(payload, 'UTF8')
        || int4send(octet_length(metadata)) || convert_to(metadata, 'UTF8')
        || int8send((extract(epoch FROM recorded) * 1000000)::bigint)
$$;

-- The most frequent batch without the arrays: one command, one event, no guard. Does exactly what append_batch would.
CREATE PROCEDURE append_one(
    command uuid, stream_type text, stream_id text, expected bigint, recorded timestamptz, metadata jsonb,
    type text, version text, payload jsonb,
    INOUT outcome int, INOUT place bigint, INOUT sequence bigint
) LANGUAGE plpgsql AS $$
DECLARE
    chain bytea;
    done bigint;
    payload_text CONSTANT text := payload::text;
    metadata_text CONSTANT text := metadata::text;
BEGIN
    SELECT h.position + 1, h.hash INTO STRICT place, chain FROM log_head h FOR UPDATE;
    SELECT (SELECT c.position FROM commands c WHERE c.command_id = command),
           coalesce((
               SELECT e.sequence FROM events e
               WHERE e.aggregate_type = stream_type AND e.aggregate_id = stream_id
               ORDER BY e.sequence DESC LIMIT 1), 0)
        INTO done, sequence;
    IF done IS NOT NULL THEN
        outcome := 1;
        place := done;
    ELSIF sequence <> expected THEN
        outcome := 2;
    ELSE
        outcome := 0;
        sequence := sequence + 1;
        chain := sha256(chain || sha256(event_canonical(
            place, stream_type, stream_id, sequence, type, version, payload_text, metadata_text, recorded)));
        WITH written AS (
            INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                                payload, metadata, recorded_at, hash)
                VALUES (place, stream_type, stream_id, append_one.sequence, type, version,
                        append_one.payload, append_one.metadata, recorded, chain)
        ), remembered AS (
            INSERT INTO commands (command_id, position, done_at) VALUES (command, place, recorded)
        )
        UPDATE log_head SET position = place, hash = chain;
    END IF;
    COMMIT;
END;
$$;

COMMENT ON PROCEDURE append_one IS 'append_batch for one command with one event and no guard';

-- Appends a batch of commands, each all or nothing, and commits.
--
-- A procedure and not a function because it commits by itself: between the lock on log_head and its release nothing waits for the network,
-- not even for the message that ends the statement.
--
-- The caller has numbered what the commands share (streams, guard keys), so that this walks over arrays instead of asking the
-- tables once per command: what is stored is read once, all commands are decided in order on that picture, what changed is written once.
--
-- outcomes: 0 written, 1 already done, 2 version conflict, 3 a guard step refused (its number in refused_steps).
-- step_kinds: 0 claim, 1 release, 2 require, 3 vacant (slots are claim keys); 4 restrict (restriction slots); 5 unrestricted (restricted keys).
CREATE PROCEDURE append_batch(
    -- one element per stream
    stream_types text[], stream_ids text[],
    -- one element per command; command ids are distinct
    command_ids uuid[], command_streams int[], command_expected bigint[], command_recorded timestamptz[],
    command_metadata jsonb[], command_events int[], command_steps int[],
    -- one element per event, in the order of the commands
    event_commands int[], event_types text[], event_versions text[], event_payloads jsonb[],
    -- one element per guard step, in the order of the commands
    step_kinds int[], step_slots int[], step_holders text[], step_moments timestamptz[],
    -- one element per claim key
    claim_spaces text[], claim_keys text[],
    -- one element per restricted key, with the range of its restriction slots
    restricted_spaces text[], restricted_keys text[], restricted_first int[], restricted_last int[],
    -- one element per restriction (key and holder) that this batch sets
    restriction_keys int[], restriction_holders text[],
    -- one element per command
    INOUT outcomes int[], INOUT positions bigint[], INOUT sequences bigint[], INOUT refused_steps int[]
) LANGUAGE plpgsql AS $$
DECLARE
    no_end CONSTANT timestamptz := 'infinity';
    command_count CONSTANT int := cardinality(command_ids);
    event_count CONSTANT int := cardinality(event_types);

    head bigint;
    chain bytea;

    -- the picture the commands are decided on
    done bigint[];
    stream_sequences bigint[];
    holders text[];
    holders_before text[];
    other_restrictions timestamptz[];
    restrictions_now timestamptz[];
    restrictions_before timestamptz[];

    -- the events that are written; null for those of refused commands
    event_positions bigint[] := array_fill(NULL::bigint, ARRAY[event_count]);
    event_sequences bigint[] := array_fill(NULL::bigint, ARRAY[event_count]);
    event_hashes bytea[] := array_fill(NULL::bytea, ARRAY[event_count]);

    -- what to put back when a later step of the same command is refused
    undo_count int;
    undo_claims boolean[];
    undo_slots int[];
    undo_holders text[];
    undo_moments timestamptz[];

    event_number int := 0;
    step_number int := 0;
    stream int;
    slot int;
    kind int;
    step_holder text;
    refused int;
    sequence bigint;
    written int := 0;
    payload_text text;
    metadata_text text;
BEGIN
    outcomes := array_fill(0, ARRAY[command_count]);
    positions := array_fill(NULL::bigint, ARRAY[command_count]);
    sequences := array_fill(NULL::bigint, ARRAY[command_count]);
    refused_steps := array_fill(NULL::int, ARRAY[command_count]);

    SELECT h.position, h.hash INTO STRICT head, chain FROM log_head h FOR UPDATE;

    SELECT ARRAY(SELECT (SELECT c.position FROM commands c WHERE c.command_id = u.id)
                 FROM unnest(command_ids) AS u(id)),
           ARRAY(SELECT coalesce((
                     SELECT e.sequence FROM events e
                     WHERE e.aggregate_type = u.type AND e.aggregate_id = u.id
                     ORDER BY e.sequence DESC LIMIT 1), 0)
                 FROM unnest(stream_types, stream_ids) AS u(type, id))
        INTO done, stream_sequences;
    IF cardinality(claim_keys) > 0 THEN
        holders := ARRAY(
            SELECT (SELECT c.holder FROM claims c WHERE c.space = u.space AND c.key = u.key)
            FROM unnest(claim_spaces, claim_keys) AS u(space, key));
        holders_before := holders;
    END IF;
    IF cardinality(restricted_keys) > 0 THEN
        other_restrictions := ARRAY(
            SELECT (SELECT max(coalesce(r.until, no_end)) FROM restrictions r
                    WHERE r.space = u.space AND r.key = u.key
                      AND r.holder <> ALL (restriction_holders[u.first_slot:u.last_slot]))
            FROM unnest(restricted_spaces, restricted_keys, restricted_first, restricted_last)
                AS u(space, key, first_slot, last_slot));
    END IF;
    IF cardinality(restriction_keys) > 0 THEN
        restrictions_now := ARRAY(
            SELECT (SELECT coalesce(r.until, no_end) FROM restrictions r
                    WHERE r.space = restricted_spaces[u.key] AND r.key = restricted_keys[u.key] AND r.holder = u.holder)
            FROM unnest(restriction_keys, restriction_holders) AS u(key, holder));
        restrictions_before := restrictions_now;
    END IF;

    FOR command IN 1..command_count LOOP
        IF done[command] IS NOT NULL THEN
            outcomes[command] := 1;
            positions[command] := done[command];
            event_number := event_number + command_events[command];
            step_number := step_number + command_steps[command];
            CONTINUE;
        END IF;

        stream := command_streams[command];
        sequence := stream_sequences[stream];
        IF sequence <> command_expected[command] THEN
            outcomes[command] := 2;
            sequences[command] := sequence;
            event_number := event_number + command_events[command];
            step_number := step_number + command_steps[command];
            CONTINUE;
        END IF;

        IF command_steps[command] > 0 THEN
            refused := NULL;
            undo_count := 0;
            FOR step IN step_number + 1 .. step_number + command_steps[command] LOOP
                kind := step_kinds[step];
                slot := step_slots[step];
                step_holder := step_holders[step];
                IF kind = 0 THEN
                    IF holders[slot] <> step_holder THEN
                        refused := step;
                        EXIT;
                    END IF;
                    undo_count := undo_count + 1;
                    undo_claims[undo_count] := true;
                    undo_slots[undo_count] := slot;
                    undo_holders[undo_count] := holders[slot];
                    holders[slot] := step_holder;
                ELSIF kind = 1 THEN
                    IF holders[slot] = step_holder THEN
                        undo_count := undo_count + 1;
                        undo_claims[undo_count] := true;
                        undo_slots[undo_count] := slot;
                        undo_holders[undo_count] := step_holder;
                        holders[slot] := NULL;
                    END IF;
                ELSIF kind = 2 THEN
                    IF holders[slot] IS DISTINCT FROM step_holder THEN
                        refused := step;
                        EXIT;
                    END IF;
                ELSIF kind = 3 THEN
                    IF holders[slot] IS NOT NULL THEN
                        refused := step;
                        EXIT;
                    END IF;
                ELSIF kind = 4 THEN
                    undo_count := undo_count + 1;
                    undo_claims[undo_count] := false;
                    undo_slots[undo_count] := slot;
                    undo_moments[undo_count] := restrictions_now[slot];
                    restrictions_now[slot] := coalesce(step_moments[step], no_end);
                ELSE
                    IF other_restrictions[slot] > step_moments[step] THEN
                        refused := step;
                        EXIT;
                    END IF;
                    FOR restriction IN restricted_first[slot]..restricted_last[slot] LOOP
                        IF restrictions_now[restriction] > step_moments[step] THEN
                            refused := step;
                            EXIT;
                        END IF;
                    END LOOP;
                    EXIT WHEN refused IS NOT NULL;
                END IF;
            END LOOP;
            step_number := step_number + command_steps[command];

            IF refused IS NOT NULL THEN
                FOR undo IN REVERSE undo_count..1 LOOP
                    IF undo_claims[undo] THEN
                        holders[undo_slots[undo]] := undo_holders[undo];
                    ELSE
                        restrictions_now[undo_slots[undo]] := undo_moments[undo];
                    END IF;
                END LOOP;
                outcomes[command] := 3;
                refused_steps[command] := refused;
                event_number := event_number + command_events[command];
                CONTINUE;
            END IF;
        END IF;

        IF command_events[command] > 0 THEN
            metadata_text := command_metadata[command]::text;
            FOR event IN event_number + 1 .. event_number + command_events[command] LOOP
                head := head + 1;
                sequence := sequence + 1;
                payload_text := event_payloads[event]::text;
                chain := sha256(chain || sha256(event_canonical(
                    head, stream_types[stream], stream_ids[stream], sequence, event_types[event], event_versions[event],
                    payload_text, metadata_text, command_recorded[command])));
                event_positions[event] := head;
                event_sequences[event] := sequence;
                event_hashes[event] := chain;
            END LOOP;
            event_number := event_number + command_events[command];
            stream_sequences[stream] := sequence;
        END IF;
        positions[command] := head;
        sequences[command] := sequence;
        written := written + 1;
    END LOOP;

    IF written > 0 THEN
        WITH appended AS (
            INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                                payload, metadata, recorded_at, hash)
                SELECT u.position, stream_types[command_streams[u.command]], stream_ids[command_streams[u.command]],
                       u.sequence, u.type, u.version, u.payload, command_metadata[u.command],
                       command_recorded[u.command], u.hash
                FROM unnest(event_positions, event_commands, event_sequences, event_types, event_versions,
                            event_payloads, event_hashes)
                    AS u(position, command, sequence, type, version, payload, hash)
                WHERE u.position IS NOT NULL
        ), remembered AS (
            INSERT INTO commands (command_id, position, done_at)
                SELECT u.id, u.position, u.recorded
                FROM unnest(command_ids, positions, command_recorded, outcomes) AS u(id, position, recorded, outcome)
                WHERE u.outcome = 0
        )
        UPDATE log_head SET position = head, hash = chain WHERE log_head.position <> head;
        IF holders IS DISTINCT FROM holders_before THEN
            DELETE FROM claims c
                USING unnest(claim_spaces, claim_keys, holders_before, holders) AS u(space, key, was, now)
                WHERE u.was IS NOT NULL AND u.now IS NULL AND c.space = u.space AND c.key = u.key;
            INSERT INTO claims (space, key, holder)
                SELECT u.space, u.key, u.now
                FROM unnest(claim_spaces, claim_keys, holders_before, holders) AS u(space, key, was, now)
                WHERE u.now IS NOT NULL AND u.now IS DISTINCT FROM u.was
                ON CONFLICT (space, key) DO UPDATE SET holder = EXCLUDED.holder;
        END IF;
        IF restrictions_now IS DISTINCT FROM restrictions_before THEN
            INSERT INTO restrictions (space, key, holder, until)
                SELECT restricted_spaces[u.key], restricted_keys[u.key], u.holder, nullif(u.now, no_end)
                FROM unnest(restriction_keys, restriction_holders, restrictions_before, restrictions_now)
                    AS u(key, holder, was, now)
                WHERE u.now IS NOT NULL AND u.now IS DISTINCT FROM u.was
                ON CONFLICT (space, key, holder) DO UPDATE SET until = EXCLUDED.until;
        END IF;
    END IF;
    COMMIT;
END;
$$;

COMMENT ON PROCEDURE append_batch IS 'The writer of events, commands and guard rows';

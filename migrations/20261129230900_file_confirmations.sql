-- Files that their sender confirmed: a second press, on whichever process, must find the first one's. Ids only, for as long as the
-- talk's messages can be answered.
create table file_confirmations (
    match_id uuid not null,
    member_id uuid not null,
    -- The file's message in the sender's chat.
    message_id integer not null,
    state text not null check (state in ('sending', 'sent')),
    lease_until timestamptz not null,
    -- The update whose press it was.
    claimed_by uuid not null,
    claimed_at timestamptz not null default clock_timestamp(),
    primary key (match_id, member_id, message_id)
);
create index file_confirmations_by_age on file_confirmations (claimed_at);

comment on column file_confirmations.member_id is 'who sends it';
comment on column file_confirmations.lease_until is 'by the clock of the database: after that any press may send what another one did not bring to an end; the same one, delivered again, may at once';

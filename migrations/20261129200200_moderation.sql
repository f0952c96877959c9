-- What moderators look at: the queue, what is known of each subject, and how far reporters are to be believed.

create table cases_v1 (
    case_id uuid not null primary key,
    subject uuid not null,
    state text not null,
    urgent boolean not null,
    reasons text[] not null,
    reports integer not null,
    events bigint not null,
    opened_at timestamptz not null,
    last_report_at timestamptz not null,
    assigned_to uuid,
    first_assigned_at timestamptz,
    escalated boolean not null,
    decision text,
    policy_reason text,
    decided_by uuid,
    decided_at timestamptz,
    appealed_at timestamptz,
    appeal_outcome text,
    closed_at timestamptz,
    position bigint not null
) partition by list (case_id);
create table cases_v1_rows partition of cases_v1 default;
create index cases_v1_queue on cases_v1 (urgent desc, opened_at) where state <> 'closed';
create index cases_v1_subject on cases_v1 (subject, opened_at desc);
create index cases_v1_decided on cases_v1 (decided_at) where decided_at is not null;
comment on table cases_v1 is 'Moderation cases, open and closed: the queue, and how long they took.';
comment on column cases_v1.events is 'How many events the case is made of: what a decision says it has seen.';

create table subjects_v1 (
    member uuid not null primary key,
    standing jsonb not null,
    reports integer not null,
    cases integer not null,
    last_case uuid,
    warnings integer not null,
    mutes integer not null,
    suspensions integer not null,
    bans integer not null,
    overturned integer not null,
    last_report_at timestamptz,
    position bigint not null
) partition by list (member);
create table subjects_v1_rows partition of subjects_v1 default;
comment on table subjects_v1 is 'What was reported about a member and decided, with strikes and sanctions in force.';

create table reporters_v1 (
    member uuid not null primary key,
    filed integer not null,
    waiting integer not null,
    upheld integer not null,
    dismissed integer not null,
    bad_faith integer not null,
    last_report_at timestamptz not null,
    position bigint not null
) partition by list (member);
create table reporters_v1_rows partition of reporters_v1 default;
comment on table reporters_v1 is 'How often the reports of a member led to something.';

-- What the moderators' chat has to be told, once each. Ids only.
create table staff_alerts (
    id         bigint generated always as identity primary key,
    key        uuid        not null unique,
    alert      jsonb       not null,
    created_at timestamptz not null,
    sent_at    timestamptz
);
create index staff_alerts_pending on staff_alerts (id) where sent_at is null;
comment on table staff_alerts is 'Alerts for MOD_CHAT_ID; sent_at is null while they wait.';

-- To whom payments would go back: sealed, named by events, and gone when the time for refunds is over.
create table vault.payers (
    reference uuid primary key,
    sealed bytea not null,
    keep_until timestamptz not null
);
create index payers_to_sweep on vault.payers (keep_until);

-- What is done once a day by whichever process comes first.
create table daily_jobs (
    name text not null primary key,
    done_at timestamptz not null
);
comment on table daily_jobs is 'When what is done once a day was done, by the clock of the process that did it.';

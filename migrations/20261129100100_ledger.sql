-- The ledger of Telegram Stars: what was paid, what is owed, what went back, in double entry.

create table ledger_entries_v1 (
    entry uuid not null primary key,
    event text not null,
    tip_id uuid,
    charge_id text collate "C",
    account text not null,
    member uuid,
    payer uuid,
    debit bigint not null check (debit >= 0),
    credit bigint not null check (credit >= 0),
    at timestamptz not null,
    position bigint not null,
    check ((debit = 0) <> (credit = 0))
) partition by list (entry);
create table ledger_entries_v1_rows partition of ledger_entries_v1 default;
create index ledger_entries_v1_charge on ledger_entries_v1 (charge_id) where charge_id is not null;
create index ledger_entries_v1_member on ledger_entries_v1 (member, account) where member is not null;
create index ledger_entries_v1_payer on ledger_entries_v1 (payer) where payer is not null;
create index ledger_entries_v1_position on ledger_entries_v1 (position);
comment on table ledger_entries_v1 is 'Lines of the ledger, in Telegram Stars. The lines of one position have debits equal to credits.';
comment on column ledger_entries_v1.account is 'stars and refunds: what Telegram took and gave back; payable and payouts: what is owed to members and was paid to them; commission; unmatched: payments that belong to no tip; clearing: shares on their way, zero at rest.';
comment on column ledger_entries_v1.charge_id is 'Telegram''s name for the payment that was made or given back.';
comment on column ledger_entries_v1.member is 'Whose share or payout.';
comment on column ledger_entries_v1.payer is 'Who gave, on the lines of a payment that belongs to a tip.';

create view ledger_balances as
select account, member, sum(debit)::bigint as debit, sum(credit)::bigint as credit
from ledger_entries_v1
group by account, member;
comment on view ledger_balances is 'What came in and went out on each account, of each member where there is one.';

//! Reads the ledger.

use domain::values::{MemberId, Timestamp, TipId};
use serde::Serialize;
use sqlx::PgPool;
use uuid::Uuid;

use crate::ProjectionError;

/// What stands on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Balance {
    /// The account's name.
    pub account: String,
    /// All that came in.
    pub debit: i64,
    /// All that went out.
    pub credit: i64,
}

/// A payment as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BookedCharge {
    /// Telegram's name for it.
    pub charge_id: String,
    /// Of which tip, or the payment's own id when it belongs to none.
    pub tip_id: Uuid,
    /// How many Stars were paid.
    pub stars: i64,
    /// How many went back.
    pub refunded: i64,
    /// When it was paid.
    pub at: Timestamp,
}

/// A tip that somebody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct GivenTip {
    /// When it was paid.
    pub at: Timestamp,
    /// How many Stars were paid.
    pub stars: i64,
    /// Whether they went back.
    pub refunded: bool,
}

/// A share of a tip that somebody was credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReceivedTip {
    /// When it was credited.
    pub at: Timestamp,
    /// How many Stars.
    pub share: i64,
    /// Whether they were taken back because the payer got theirs back.
    pub reversed: bool,
}

/// The tips a member gave, the newest first.
pub async fn given_by(
    pool: &PgPool,
    payer: MemberId,
    limit: i64,
) -> Result<Vec<GivenTip>, ProjectionError> {
    let tips = sqlx::query_as(
        "select paid.at, sum(paid.debit)::bigint as stars, exists (
            select from ledger_entries_v1 back
            where back.charge_id = paid.charge_id and back.account = 'refunds'
         ) as refunded
         from ledger_entries_v1 paid
         where paid.payer = $1 and paid.account = 'stars'
         group by paid.charge_id, paid.at, paid.position order by paid.position desc limit $2",
    )
    .bind(payer.0)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(tips)
}

/// The shares a member was credited, the newest first.
pub async fn received_by(
    pool: &PgPool,
    member: MemberId,
    limit: i64,
) -> Result<Vec<ReceivedTip>, ProjectionError> {
    let shares = sqlx::query_as(
        "select credited.at, credited.credit as share, exists (
            select from ledger_entries_v1 back
            where back.member = $1 and back.account = 'payable' and back.tip_id = credited.tip_id and back.debit > 0
         ) as reversed
         from ledger_entries_v1 credited
         where credited.member = $1 and credited.account = 'payable' and credited.tip_id is not null
           and credited.credit > 0
         order by credited.position desc limit $2",
    )
    .bind(member.0)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(shares)
}

/// Every account with what came in and went out, in the order of their names.
pub async fn balances(pool: &PgPool) -> Result<Vec<Balance>, ProjectionError> {
    let balances = sqlx::query_as(
        "select account, sum(debit)::bigint as debit, sum(credit)::bigint as credit
         from ledger_balances group by account order by account",
    )
    .fetch_all(pool)
    .await?;
    Ok(balances)
}

/// What is owed to each receiver, the most first; below zero when a tip went back after it had been paid out.
pub async fn owed(pool: &PgPool, limit: i64) -> Result<Vec<(MemberId, i64)>, ProjectionError> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(
        "select member, (credit - debit)::bigint from ledger_balances
         where account = 'payable' and credit <> debit order by 2 desc, 1 limit $1",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(member, owed)| (MemberId(member), owed))
        .collect())
}

/// What is owed to one receiver.
pub async fn owed_to(pool: &PgPool, member: MemberId) -> Result<i64, ProjectionError> {
    let owed = sqlx::query_scalar(
        "select coalesce(sum(credit - debit), 0)::bigint from ledger_entries_v1
         where member = $1 and account = 'payable'",
    )
    .bind(member.0)
    .fetch_one(pool)
    .await?;
    Ok(owed)
}

/// Positions at which debits and credits differ: none, ever.
pub async fn unbalanced(pool: &PgPool) -> Result<Vec<i64>, ProjectionError> {
    let positions = sqlx::query_scalar(
        "select position from ledger_entries_v1 group by position
         having sum(debit) <> sum(credit) order by position",
    )
    .fetch_all(pool)
    .await?;
    Ok(positions)
}

/// The tips, and payments that belong to none, whose ids begin with these digits; two are enough to say that one is not known.
pub async fn tips_beginning_with(
    pool: &PgPool,
    digits: &str,
) -> Result<Vec<TipId>, ProjectionError> {
    let found: Vec<Uuid> = sqlx::query_scalar(
        "select distinct tip_id from ledger_entries_v1 where tip_id is not null and starts_with(tip_id::text, $1) limit 2",
    )
    .bind(digits)
    .fetch_all(pool)
    .await?;
    Ok(found.into_iter().map(TipId).collect())
}

/// Every payment in the ledger, a page at a time: those after a charge id, in the order of their ids.
pub async fn booked_charges(
    pool: &PgPool,
    after: &str,
    limit: i64,
) -> Result<Vec<BookedCharge>, ProjectionError> {
    let charges = sqlx::query_as(
        "select charge_id, min(tip_id::text)::uuid as tip_id,
                coalesce(sum(debit) filter (where account = 'stars'), 0)::bigint as stars,
                coalesce(sum(credit) filter (where account = 'refunds'), 0)::bigint as refunded,
                min(at) as at
         from ledger_entries_v1 where charge_id > $1 collate \"C\"
         group by charge_id order by charge_id limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(charges)
}

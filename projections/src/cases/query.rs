//! Reads cases.

use domain::values::{CaseId, MemberId, StaffId, Timestamp};
use serde::Serialize;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::CaseRow;
use crate::ProjectionError;

/// The most rows of one page of the queue.
const MOST_ROWS: i64 = 500;

/// Which cases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// All that wait for somebody.
    Waiting,
    /// Those that nobody works on.
    Free,
    /// Those that somebody works on.
    Of(StaffId),
    /// Those that cannot wait.
    Urgent,
    /// Those that wait for a senior.
    Escalated,
    /// Those that an appeal reopened.
    Appealed,
    /// Those that are resolved, the latest first.
    Closed,
}

impl Show {
    const fn condition(self) -> &'static str {
        match self {
            Self::Waiting => "state <> 'closed' and $1::uuid is null",
            Self::Free => "state <> 'closed' and assigned_to is null and $1::uuid is null",
            Self::Of(_) => "state <> 'closed' and assigned_to = $1",
            Self::Urgent => "state <> 'closed' and urgent and $1::uuid is null",
            Self::Escalated => "state <> 'closed' and escalated and $1::uuid is null",
            Self::Appealed => "state = 'appealed' and $1::uuid is null",
            Self::Closed => "state = 'closed' and $1::uuid is null",
        }
    }

    const fn order(self) -> &'static str {
        match self {
            Self::Closed => "closed_at desc, case_id",
            _ => "urgent desc, coalesce(appealed_at, opened_at), case_id",
        }
    }
}

/// One case.
pub async fn find(pool: &PgPool, case_id: CaseId) -> Result<Option<CaseRow>, ProjectionError> {
    let found: Option<Json<CaseRow>> =
        sqlx::query_scalar("select to_jsonb(one) from cases_v1 one where case_id = $1")
            .bind(case_id.0)
            .fetch_optional(pool)
            .await?;
    Ok(found.map(|Json(row)| row))
}

/// Those of some cases that are known, the latest first.
pub async fn find_many(pool: &PgPool, cases: &[CaseId]) -> Result<Vec<CaseRow>, ProjectionError> {
    let ids: Vec<uuid::Uuid> = cases.iter().map(|case| case.0).collect();
    let rows: Vec<Json<CaseRow>> = sqlx::query_scalar(
        "select to_jsonb(one) from cases_v1 one where case_id = any($1) order by opened_at desc, case_id limit $2",
    )
    .bind(ids)
    .bind(MOST_ROWS)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}

/// The queue: what cannot wait first, then the longest wait.
pub async fn queue(pool: &PgPool, show: Show, limit: i64) -> Result<Vec<CaseRow>, ProjectionError> {
    let (condition, order) = (show.condition(), show.order());
    let staff = match show {
        Show::Of(staff) => Some(staff.0),
        _ => None,
    };
    let rows: Vec<Json<CaseRow>> = sqlx::query_scalar(&format!(
        "select to_jsonb(one) from cases_v1 one where {condition} order by {order} limit $2"
    ))
    .bind(staff)
    .bind(limit.min(MOST_ROWS))
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}

/// The cases about a member, the latest first.
pub async fn of_subject(pool: &PgPool, subject: MemberId) -> Result<Vec<CaseRow>, ProjectionError> {
    let rows: Vec<Json<CaseRow>> = sqlx::query_scalar(
        "select to_jsonb(one) from cases_v1 one where subject = $1 order by opened_at desc, case_id limit $2",
    )
    .bind(subject.0)
    .bind(MOST_ROWS)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}

/// Every case that is not closed.
pub async fn open(pool: &PgPool) -> Result<Vec<CaseId>, ProjectionError> {
    let ids: Vec<Uuid> = sqlx::query_scalar("select case_id from cases_v1 where state <> 'closed'")
        .fetch_all(pool)
        .await?;
    Ok(ids.into_iter().map(CaseId).collect())
}

/// How many cases have waited for under an hour, under a day, and longer.
pub async fn ages(pool: &PgPool, now: Timestamp) -> Result<[i64; 3], ProjectionError> {
    let (hour, day, longer): (i64, i64, i64) = sqlx::query_as(
        "select count(*) filter (where waits < interval '1 hour'),
                count(*) filter (where waits >= interval '1 hour' and waits < interval '1 day'),
                count(*) filter (where waits >= interval '1 day')
         from (select $1 - coalesce(appealed_at, opened_at) as waits from cases_v1 where state <> 'closed') waiting",
    )
    .bind(now)
    .fetch_one(pool)
    .await?;
    Ok([hour, day, longer])
}

/// How long cases took that were decided since a moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct Handling {
    /// How many were decided.
    pub decided: i64,
    /// Half of them were taken within this, `None` without any.
    pub median_until_taken_seconds: Option<f64>,
    /// Half of them were decided within this.
    pub median_until_decided_seconds: Option<f64>,
    /// Nine of ten were decided within this.
    pub p90_until_decided_seconds: Option<f64>,
}

/// How long cases took that were decided since a moment.
pub async fn handling_since(pool: &PgPool, since: Timestamp) -> Result<Handling, ProjectionError> {
    Ok(sqlx::query_as(
        "select count(*) as decided,
                percentile_cont(0.5) within group (order by extract(epoch from first_assigned_at - opened_at)::float8) as median_until_taken_seconds,
                percentile_cont(0.5) within group (order by extract(epoch from decided_at - opened_at)::float8) as median_until_decided_seconds,
                percentile_cont(0.9) within group (order by extract(epoch from decided_at - opened_at)::float8) as p90_until_decided_seconds
         from cases_v1 where decided_at >= $1",
    )
    .bind(since)
    .fetch_one(pool)
    .await?)
}

//! From the end of an id, as the staff read it on their screens, to what it is of.

use domain::values::{CaseId, MatchId, MemberId};
use sqlx::PgPool;
use uuid::Uuid;

use crate::ProjectionError;

/// The most things of one answer; whoever has more types more.
const MOST_FOUND: i64 = 20;

/// Something that has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A case.
    Case(CaseId),
    /// A member.
    Member(MemberId),
    /// A pair.
    Match(MatchId),
}

/// What has an id that ends like this, in lower case. Looks through all ids, so it is for a person's question.
pub async fn ending(pool: &PgPool, end: &str) -> Result<Vec<Found>, ProjectionError> {
    let rows: Vec<(i32, Uuid)> = sqlx::query_as(
        "select * from (
             select 0 as kind, case_id as id from cases_v1
             union all select 1, member from member_cards_v1
             union all select 2, match_id from conversations_v1
         ) known where right(id::text, length($1)) = $1 order by kind, id limit $2",
    )
    .bind(end)
    .bind(MOST_FOUND)
    .fetch_all(pool)
    .await?;
    let found = rows.into_iter().map(|(kind, id)| match kind {
        0 => Found::Case(CaseId(id)),
        1 => Found::Member(MemberId(id)),
        _ => Found::Match(MatchId(id)),
    });
    Ok(found.collect())
}

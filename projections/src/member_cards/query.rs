//! Reads cards.

use domain::values::MemberId;
use event_store::subscription;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::MemberCard;
use crate::ProjectionError;
use crate::table::SNAPSHOT;

/// A card with the event up to which it is folded, so that the reader can fold on.
#[derive(Clone, Debug, PartialEq)]
pub struct CardAsOf {
    /// The card.
    pub card: MemberCard,
    /// The position of the read model when the card was read.
    pub as_of: i64,
}

/// The card of a member, or `None` for one the read model has not heard of.
pub async fn find(pool: &PgPool, member: MemberId) -> Result<Option<CardAsOf>, ProjectionError> {
    Ok(find_many(pool, &[member]).await?.pop())
}

/// The cards of those members that have one, in no order.
pub async fn find_many(
    pool: &PgPool,
    members: &[MemberId],
) -> Result<Vec<CardAsOf>, ProjectionError> {
    let ids: Vec<Uuid> = members.iter().map(|member| member.0).collect();
    let mut snapshot = pool.begin_with(SNAPSHOT).await?;
    let as_of = subscription::checkpoint(&mut *snapshot, "member_cards_v1").await?;
    let rows: Vec<Json<MemberCard>> = sqlx::query_scalar(
        "select to_jsonb(card) from member_cards_v1 card where member = any($1)",
    )
    .bind(ids)
    .fetch_all(&mut *snapshot)
    .await?;
    snapshot.commit().await?;
    let cards = rows.into_iter().map(|Json(card)| CardAsOf { card, as_of });
    Ok(cards.collect())
}

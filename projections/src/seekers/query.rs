//! Reads open searches.

use domain::matching::Candidate;
use domain::values::MemberId;
use event_store::subscription;
use sqlx::PgPool;
use sqlx::types::Json;

use super::Seeker;
use crate::ProjectionError;
use crate::member_cards::MemberCard;
use crate::table::SNAPSHOT;

/// How many searches wait for a proposal.
pub async fn waiting_count(pool: &PgPool) -> Result<i64, ProjectionError> {
    let count = sqlx::query_scalar("select count(*) from seekers_v1 where taken_by is null")
        .fetch_one(pool)
        .await?;
    Ok(count)
}

/// The open search of a member.
pub async fn find_of_member(
    pool: &PgPool,
    member: MemberId,
) -> Result<Option<Seeker>, ProjectionError> {
    let found: Option<Json<Seeker>> = sqlx::query_scalar(
        "select to_jsonb(seeker) from seekers_v1 seeker where member = $1 order by since desc limit 1",
    )
    .bind(member.0)
    .fetch_optional(pool)
    .await?;
    Ok(found.map(|Json(seeker)| seeker))
}

/// An open search with what matching needs to know of its member.
#[derive(Clone, Debug, PartialEq)]
pub struct SeekerWithCard {
    /// The search.
    pub seeker: Seeker,
    /// The member; `None` while that read model is behind this one.
    pub card: Option<MemberCard>,
}

/// Both read models at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct SeekersAsOf {
    /// Every open search, the longest waiting first.
    pub seekers: Vec<SeekerWithCard>,
    /// Up to which event the searches are folded.
    pub seekers_position: i64,
    /// Up to which event the cards are folded.
    pub cards_position: i64,
}

/// Every open search with its member's card, and the positions from which a reader folds on.
pub async fn all_with_cards(pool: &PgPool) -> Result<SeekersAsOf, ProjectionError> {
    let mut snapshot = pool.begin_with(SNAPSHOT).await?;
    let seekers_position = subscription::checkpoint(&mut *snapshot, "seekers_v1").await?;
    let cards_position = subscription::checkpoint(&mut *snapshot, "member_cards_v1").await?;
    let rows: Vec<(Json<Seeker>, Option<Json<MemberCard>>)> = sqlx::query_as(
        "select to_jsonb(seeker), to_jsonb(card)
         from seekers_v1 seeker left join member_cards_v1 card using (member)
         order by seeker.since, seeker.search_id",
    )
    .fetch_all(&mut *snapshot)
    .await?;
    snapshot.commit().await?;
    let seekers = rows.into_iter().map(|(Json(seeker), card)| SeekerWithCard {
        seeker,
        card: card.map(|Json(card)| card),
    });
    Ok(SeekersAsOf {
        seekers: seekers.collect(),
        seekers_position,
        cards_position,
    })
}

impl Seeker {
    /// What the rules of pairing look at; `None` while a proposal holds the search or the member may not be matched.
    /// `soft_allowed` is the member's experiment arm.
    pub fn candidate(&self, card: &MemberCard, soft_allowed: bool) -> Option<Candidate> {
        if self.taken_by.is_some() || !card.may_be_matched() {
            return None;
        }
        Some(Candidate {
            member: self.member,
            search_id: self.search_id,
            waiting_since: self.since,
            softened: self.softened,
            soft_allowed,
            topics: card.topics,
            time_zone: card.time_zone?,
            free_time: card.free_time,
            sensitivity: card.sensitivity,
            mean_rating_permille: card.mean_rating_permille(),
        })
    }
}

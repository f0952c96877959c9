//! What analysts read: views of the schema `analytics` over the read models. They hold no ids, and nothing counted of fewer than five.

use serde_json::Value;
use sqlx::PgPool;

use crate::ProjectionError;

/// The most rows of one answer: the latest days first.
const MOST_ROWS: i64 = 1_000;

/// A view (contract.md, "Reading for analysts").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalyticsView {
    /// Of those who came on a day, how many got how far.
    FunnelDaily,
    /// What became of proposals.
    MatchQuality,
    /// From a search to its first proposal.
    WaitingTimes,
    /// Who lives through what, and who is looking.
    TopicSupplyDemand,
    /// Which topics bring people together.
    TopicPairs,
    /// Talks.
    Chats,
    /// Stars.
    TipsDaily,
    /// Who comes back.
    RetentionWeekly,
    /// Cases and how long they take.
    ModerationLoad,
    /// Arms beside each other.
    Experiments,
}

impl AnalyticsView {
    /// Every view.
    pub const ALL: [Self; 10] = [
        Self::FunnelDaily,
        Self::MatchQuality,
        Self::WaitingTimes,
        Self::TopicSupplyDemand,
        Self::TopicPairs,
        Self::Chats,
        Self::TipsDaily,
        Self::RetentionWeekly,
        Self::ModerationLoad,
        Self::Experiments,
    ];

    /// The name in the database and in the path.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FunnelDaily => "funnel_daily",
            Self::MatchQuality => "match_quality",
            Self::WaitingTimes => "waiting_times",
            Self::TopicSupplyDemand => "topic_supply_demand",
            Self::TopicPairs => "topic_pairs",
            Self::Chats => "chats",
            Self::TipsDaily => "tips_daily",
            Self::RetentionWeekly => "retention_weekly",
            Self::ModerationLoad => "moderation_load",
            Self::Experiments => "experiments",
        }
    }

    /// The view of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// The rows of a view, each an object by column, the latest first where they have a day; at most a thousand.
pub async fn rows(pool: &PgPool, view: AnalyticsView) -> Result<Vec<Value>, ProjectionError> {
    let query = format!(
        "select to_jsonb(one) from analytics.{} one order by one desc limit $1",
        view.name()
    );
    Ok(sqlx::query_scalar(&query)
        .bind(MOST_ROWS)
        .fetch_all(pool)
        .await?)
}

//! Which message in one chat is which in the other: for replies, edits, deletes and reactions. Ids only, for 48 hours.

use std::time::Duration;

use domain::values::{MatchId, MemberId};

use super::Coordination;

/// As long as Telegram lets a bot delete a message.
const PAIR_LIFE: Duration = Duration::from_hours(48);

/// A message in one member's chat, and its counterparts in the peer's: a long one may have become several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePair {
    /// In whose chat the message is.
    pub member: MemberId,
    /// Its id there.
    pub message_id: i32,
    /// The ids in the peer's chat, in order.
    pub counterparts: Vec<i32>,
}

/// The answer to a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairLookup {
    /// The ids in the peer's chat, in order.
    Found(Vec<i32>),
    /// No message of this talk, or older than 48 h.
    Unknown,
    /// Redis is away: replies and edits become plain messages.
    Unavailable,
}

impl Coordination {
    /// Remembers pairs of a talk; both directions are two pairs. False when Redis is away: then they are not remembered anywhere.
    pub async fn remember_pairs(&self, match_id: MatchId, pairs: &[MessagePair]) -> bool {
        let Some(link) = &self.inner.link else {
            return false;
        };
        let mut pipeline = redis::pipe();
        for pair in pairs {
            let counterparts: Vec<String> =
                pair.counterparts.iter().map(ToString::to_string).collect();
            pipeline
                .cmd("SET")
                .arg(key(match_id, pair.member, pair.message_id))
                .arg(counterparts.join(","))
                .arg("EX")
                .arg(PAIR_LIFE.as_secs())
                .ignore();
        }
        link.with(|mut connection| async move { pipeline.query_async::<()>(&mut connection).await })
            .await
            .is_some()
    }

    /// The counterparts of a message in a member's chat.
    pub async fn pair(&self, match_id: MatchId, member: MemberId, message_id: i32) -> PairLookup {
        let Some(link) = &self.inner.link else {
            return PairLookup::Unavailable;
        };
        let answer = link
            .with(|mut connection| async move {
                redis::cmd("GET")
                    .arg(key(match_id, member, message_id))
                    .query_async::<Option<String>>(&mut connection)
                    .await
            })
            .await;
        match answer {
            None => PairLookup::Unavailable,
            Some(None) => PairLookup::Unknown,
            Some(Some(ids)) => {
                PairLookup::Found(ids.split(',').filter_map(|id| id.parse().ok()).collect())
            }
        }
    }
}

fn key(match_id: MatchId, member: MemberId, message_id: i32) -> String {
    format!("pair:{match_id}:{member}:{message_id}")
}

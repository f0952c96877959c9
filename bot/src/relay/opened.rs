//! A talk carries messages only after its opening card has reached the peer.

use std::time::Duration;

use app::outbox;
use chrono::{DateTime, Utc};
use domain::values::{MatchId, MemberId};
use moka::sync::Cache;

use super::OpenChat;
use crate::{HandleError, Services};

/// Talks remembered as opened. A forgotten one is read again.
const REMEMBERED_TALKS: u64 = 100_000;
/// How often the table is looked at while a card is on its way.
const POLL: Duration = Duration::from_millis(50);

/// Which talks have had their opening card delivered; never becomes untrue.
#[derive(Clone, Debug)]
pub struct OpenedChats {
    delivered: Cache<(MatchId, MemberId), ()>,
}

impl Default for OpenedChats {
    fn default() -> Self {
        Self {
            delivered: Cache::new(REMEMBERED_TALKS),
        }
    }
}

impl OpenedChats {
    /// Waits until the peer has the opening card; false when the deadline came first.
    pub(super) async fn wait(
        &self,
        services: &Services,
        chat: OpenChat,
        deadline: DateTime<Utc>,
    ) -> Result<bool, HandleError> {
        let key = (chat.match_id, chat.peer);
        while self.delivered.get(&key).is_none() {
            for member in outbox::opened(&services.pool, chat.match_id).await? {
                self.delivered.insert((chat.match_id, member), ());
            }
            if self.delivered.get(&key).is_none() {
                if services.clock.now() >= deadline {
                    return Ok(false);
                }
                tokio::time::sleep(POLL).await;
            }
        }
        Ok(true)
    }
}

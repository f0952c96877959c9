//! What the relay of a process remembers while it runs: nothing that anybody said.

use std::sync::Arc;

use app::ids::SharedIds;
use domain::values::{MatchId, MemberId};
use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::OpenChat;
use super::album::{Albums, Replica};
use crate::{HandleError, Services};

/// Files that are in memory at once have so many MiB together; one has 20, an album ten of those.
const MOST_MIB: u32 = 256;
const MIB: u64 = 1024 * 1024;
/// Talks remembered; a forgotten one is looked up again.
const REMEMBERED: u64 = 100_000;

/// Shared by all handlers of a process; cheap to clone.
#[derive(Clone, Debug)]
pub struct RelayMemory {
    rooms: Arc<Semaphore>,
    mutual: Cache<MatchId, ()>,
    pub(super) albums: Albums,
}

impl RelayMemory {
    /// Nothing remembered yet, in a process that others reach like this.
    pub fn new(ids: &SharedIds, replica: Replica) -> Self {
        Self {
            rooms: Arc::new(Semaphore::new(
                MOST_MIB.try_into().unwrap_or(Semaphore::MAX_PERMITS),
            )),
            mutual: Cache::new(REMEMBERED),
            albums: Albums::new(ids, replica),
        }
    }

    /// Sends the albums that are being gathered, at once, and waits for them at most this long. True when none is left.
    pub async fn drain(&self, at_most: std::time::Duration) -> bool {
        self.albums.drain(at_most).await
    }

    /// Room for files; the semaphore is never closed.
    pub(super) async fn room(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let wanted = u32::try_from(bytes.div_ceil(MIB)).unwrap_or(MOST_MIB);
        let rooms = Arc::clone(&self.rooms);
        rooms
            .acquire_many_owned(wanted.clamp(1, MOST_MIB))
            .await
            .ok()
    }

    /// Whether both have written in a talk, which never becomes untrue.
    pub(super) async fn have_both_written(
        &self,
        services: &Services,
        sender: MemberId,
        chat: OpenChat,
    ) -> Result<bool, HandleError> {
        if self.mutual.get(&chat.match_id).is_some() {
            return Ok(true);
        }
        let totals = services.inbox.relay_totals(chat.match_id).await?;
        let is_mutual = totals.contains_key(&sender) && totals.contains_key(&chat.peer);
        if is_mutual {
            self.mutual.insert(chat.match_id, ());
        }
        Ok(is_mutual)
    }
}

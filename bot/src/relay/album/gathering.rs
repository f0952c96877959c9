//! The albums whose parts are in the memory of this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::ids::SharedIds;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::store::AlbumKey;
use super::{Item, Replica, sending};
use crate::handlers::turn;
use crate::{Incoming, Services};

/// An album is complete when no part has come for so long. By the time of the wire: it is about how fast parts arrive, not about
/// anybody's day.
const QUIET: Duration = Duration::from_secs(1);
/// Nobody waits longer for further parts.
const LONGEST: Duration = Duration::from_secs(3);

/// The albums of this process; cheap to clone.
#[derive(Clone)]
pub(in crate::relay) struct Albums {
    inner: Arc<Inner>,
}

struct Inner {
    owner: Uuid,
    replica: Replica,
    open: Mutex<HashMap<AlbumKey, Open>>,
    tasks: TaskTracker,
    closing: CancellationToken,
}

struct Open {
    id: Uuid,
    items: Vec<Item>,
    more: Arc<Notify>,
}

impl std::fmt::Debug for Albums {
    /// Not what is in them.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Albums").finish_non_exhaustive()
    }
}

impl Albums {
    /// No albums yet.
    pub(in crate::relay) fn new(ids: &SharedIds, replica: Replica) -> Self {
        Self {
            inner: Arc::new(Inner {
                owner: ids.uuid(),
                replica,
                open: Mutex::default(),
                tasks: TaskTracker::new(),
                closing: CancellationToken::new(),
            }),
        }
    }

    /// This process among those that gather albums.
    pub(super) fn owner(&self) -> Uuid {
        self.inner.owner
    }

    pub(super) fn replica(&self) -> &Replica {
        &self.inner.replica
    }

    /// The album of a number, if this process gathers it.
    pub(super) fn gathering(&self, key: &AlbumKey) -> Option<Uuid> {
        self.open().get(key).map(|open| open.id)
    }

    /// Adds a part; false when that album is closed.
    pub(super) fn add(&self, key: &AlbumKey, id: Uuid, item: Item) -> bool {
        let mut albums = self.open();
        let Some(open) = albums.get_mut(key).filter(|open| open.id == id) else {
            return false;
        };
        // A second delivery of the same part replaces it.
        open.items
            .retain(|known| known.message_id != item.message_id);
        open.items.push(item);
        open.more.notify_one();
        true
    }

    /// Puts a changed message in place of a part that has not gone yet; whether there was one.
    pub(in crate::relay) fn change(&self, incoming: &Incoming, message: &Value) -> bool {
        let (Some(number), Some(message_id)) = (
            message["media_group_id"].as_str(),
            turn::message_id(message),
        ) else {
            return false;
        };
        let key = AlbumKey {
            bot: incoming.bot,
            sender: incoming.member,
            number: number.to_owned(),
        };
        let mut albums = self.open();
        let items = albums.get_mut(&key).map(|open| &mut open.items);
        let known =
            items.and_then(|items| items.iter_mut().find(|item| item.message_id == message_id));
        match (known, Item::of(message)) {
            (Some(known), Some(changed)) => {
                *known = changed;
                true
            }
            _ => false,
        }
    }

    /// Opens an album with its first part and sees to it that it is sent.
    pub(super) fn begin(&self, services: &Services, album: sending::Album, item: Item) {
        let more = Arc::new(Notify::new());
        let open = Open {
            id: album.id,
            items: vec![item],
            more: Arc::clone(&more),
        };
        self.open().insert(album.key.clone(), open);
        let (albums, services) = (self.clone(), services.clone());
        self.inner.tasks.spawn(async move {
            albums.until_complete(&more).await;
            let items = albums.close(&album.key);
            sending::send(&services, &album, items).await;
        });
    }

    async fn until_complete(&self, more: &Notify) {
        let latest = Instant::now() + LONGEST;
        loop {
            let quiet = latest.min(Instant::now() + QUIET);
            tokio::select! {
                () = more.notified() => {}
                () = tokio::time::sleep_until(quiet) => return,
                () = self.inner.closing.cancelled() => return,
            }
        }
    }

    /// The parts in the order in which they were sent.
    fn close(&self, key: &AlbumKey) -> Vec<Item> {
        let open = self.open().remove(key);
        let mut items = open.map(|open| open.items).unwrap_or_default();
        items.sort_by_key(|item| item.message_id);
        items
    }

    /// Sends what is gathered at once and waits for it, at most this long. True when nothing is left.
    pub(in crate::relay) async fn drain(&self, at_most: Duration) -> bool {
        self.inner.closing.cancel();
        self.inner.tasks.close();
        tokio::time::timeout(at_most, self.inner.tasks.wait())
            .await
            .is_ok()
    }

    /// The map is whole between two calls, so a panic while it was locked has not harmed it.
    fn open(&self) -> MutexGuard<'_, HashMap<AlbumKey, Open>> {
        self.inner
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

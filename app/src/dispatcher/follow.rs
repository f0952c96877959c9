//! What this process remembers of members stays true while other processes write: a name, a language, a protection that was chosen
//! through one replica holds for the next message through another.

use std::time::Duration;

use cqrs_es::Aggregate;
use domain::member::Member;
use tokio_util::sync::CancellationToken;

use super::Dispatcher;

/// Between two looks; also how long an outdated member may be remembered, beside the way of the wake-up.
const PAUSE: Duration = Duration::from_millis(50);
/// The most events looked through at once.
const MOST_EVENTS: i64 = 10_000;

impl Dispatcher {
    /// Forgets members who changed elsewhere, until cancelled.
    pub async fn follow_members(self, stop: CancellationToken) {
        let mut head = self.log.watch_head();
        let mut seen = *head.borrow_and_update();
        loop {
            let newest = *head.borrow_and_update();
            seen = self.forget_outdated(seen, newest).await;
            let next = async {
                tokio::time::sleep(PAUSE).await;
                if seen < newest {
                    return Ok(());
                }
                head.changed().await
            };
            if !matches!(stop.run_until_cancelled(next).await, Some(Ok(()))) {
                return;
            }
        }
    }

    /// Looks through the log from one position on; how far it came.
    async fn forget_outdated(&self, seen: i64, newest: i64) -> i64 {
        let to = newest.min(seen.saturating_add(MOST_EVENTS));
        if to <= seen {
            return seen;
        }
        match self.log.grown(Member::TYPE, seen, to).await {
            Ok(grown) => {
                for (id, sequence) in grown {
                    if let Ok(member) = id.parse() {
                        self.caches.forget_before::<Member>(member, sequence);
                    }
                }
                to
            }
            Err(error) => {
                tracing::debug!(%error, "cannot look which members changed");
                seen
            }
        }
    }
}

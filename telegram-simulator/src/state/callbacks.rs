//! Callback queries that wait for `answerCallbackQuery`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::clock::SECOND_US;
use crate::sync::Lock;

/// How long a callback query can be answered.
pub(crate) const CALLBACK_LIFE_US: i64 = 150 * SECOND_US;

/// When more than this wait, those past their life are thrown away.
const SWEEP_ABOVE: usize = 1_000;

/// What `answerCallbackQuery` said.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallbackAnswer {
    pub(crate) text: Option<String>,
    pub(crate) show_alert: bool,
    pub(crate) url: Option<String>,
}

#[derive(Debug)]
struct Waiting {
    expires_us: i64,
    answer: watch::Sender<Option<CallbackAnswer>>,
}

#[derive(Debug, Default)]
pub(crate) struct Callbacks {
    next: AtomicU64,
    waiting: Lock<HashMap<String, Waiting>>,
}

impl Callbacks {
    /// A new query's id and where its answer will appear. Ids are long and without order, as Telegram's.
    pub(crate) fn open(
        &self,
        user_id: i64,
        now_us: i64,
    ) -> (String, watch::Receiver<Option<CallbackAnswer>>) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
        let id = format!("{}{mixed:019}", user_id & 0x7fff_ffff);
        let (answer, answered) = watch::channel(None);
        let mut waiting = self.waiting.lock();
        if waiting.len() > SWEEP_ABOVE {
            waiting.retain(|_, query| query.expires_us > now_us);
        }
        waiting.insert(
            id.clone(),
            Waiting {
                expires_us: now_us + CALLBACK_LIFE_US,
                answer,
            },
        );
        (id, answered)
    }

    /// Whether the query was still alive; the first answer is what the person sees.
    pub(crate) fn answer(&self, id: &str, answer: CallbackAnswer, now_us: i64) -> bool {
        let waiting = self.waiting.lock();
        match waiting.get(id) {
            Some(query) if query.expires_us > now_us => {
                query.answer.send_if_modified(|current| {
                    let first = current.is_none();
                    if first {
                        *current = Some(answer);
                    }
                    first
                });
                true
            }
            _ => false,
        }
    }
}

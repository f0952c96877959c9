//! Faults that were asked for.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::model::{FaultEffect, FaultView, NewFault};
use crate::sync::Lock;

#[derive(Debug, Default)]
pub(crate) struct Faults {
    next_id: AtomicU64,
    /// So that requests need no lock while there is no fault.
    count: AtomicUsize,
    in_force: Lock<Vec<FaultView>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: NewFault) -> FaultView {
        let view = FaultView {
            id: self.next_id.fetch_add(1, Ordering::Relaxed) + 1,
            remaining: fault.count,
            fault,
        };
        let mut faults = self.in_force.lock();
        faults.push(view.clone());
        self.count.store(faults.len(), Ordering::Release);
        view
    }

    pub(crate) fn list(&self) -> Vec<FaultView> {
        self.in_force.lock().clone()
    }

    /// Whether there was such a fault; all of them for `None`.
    pub(crate) fn remove(&self, id: Option<u64>) -> bool {
        let mut faults = self.in_force.lock();
        let before = faults.len();
        faults.retain(|fault| id.is_some_and(|id| fault.id != id));
        self.count.store(faults.len(), Ordering::Release);
        faults.len() < before
    }

    /// The fault that hits this request, counted down.
    pub(crate) fn hit(
        &self,
        bot_id: i64,
        method: &str,
        chat_id: Option<i64>,
    ) -> Option<FaultEffect> {
        if self.count.load(Ordering::Acquire) == 0 {
            return None;
        }
        let mut faults = self.in_force.lock();
        let at = faults.iter().position(|view| {
            let fault = &view.fault;
            fault.bot_id.is_none_or(|bot| bot == bot_id)
                && fault.chat_id.is_none_or(|chat| Some(chat) == chat_id)
                && fault
                    .method
                    .as_ref()
                    .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
        })?;
        let view = faults.get_mut(at)?;
        if view.fault.skip > 0 {
            view.fault.skip -= 1;
            return None;
        }
        let effect = view.fault.effect.clone();
        view.remaining = view.remaining.saturating_sub(1);
        if view.remaining == 0 {
            faults.remove(at);
            self.count.store(faults.len(), Ordering::Release);
        }
        Some(effect)
    }
}

//! Whose turn it is: chats, lanes, pauses. No I/O and no clock of its own, so that every rule can be tested by itself.

use std::collections::{BTreeSet, HashMap, VecDeque};

use app::outbox::Lane;
use chrono::{DateTime, TimeDelta, Utc};

/// The most requests that wait for one bot.
const LARGEST_BACKLOG: usize = 20_000;
/// The most requests that wait for one chat: at one a second nobody waits for more.
const LARGEST_CHAT_BACKLOG: usize = 256;
/// The most requests of one bot under way at once.
pub(super) const MOST_UNDER_WAY: usize = 128;
/// That many chats with a 429 …
const THROTTLED_CHATS: usize = 3;
/// … within this time mean that the bot is meant.
const THROTTLED_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// What takes turns: a chat, or a query's answer, which waits for no chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    Chat(i64),
    Query(u64),
}

/// What waits.
pub(super) trait Waiting {
    /// How urgent it is.
    fn lane(&self) -> Lane;
    /// Whether nobody waits for it any more.
    fn is_abandoned(&self) -> bool;
}

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// This one is next, if the budgets allow it.
    Offer(Slot),
    /// Nothing before this moment.
    WaitUntil(DateTime<Utc>),
    /// Nothing until something changes.
    Idle,
}

/// Where a slot is indexed.
#[derive(Clone, Copy)]
enum Place {
    Ready(Lane, u64),
    Delayed(DateTime<Utc>),
    Nowhere,
}

struct Chat<J> {
    queue: VecDeque<(u64, J)>,
    under_way: bool,
    has_permit: bool,
    not_before: Option<DateTime<Utc>>,
    place: Place,
}

impl<J> Default for Chat<J> {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            under_way: false,
            has_permit: false,
            not_before: None,
            place: Place::Nowhere,
        }
    }
}

/// The queues of one bot.
pub(super) struct Schedule<J> {
    chats: HashMap<Slot, Chat<J>>,
    ready: BTreeSet<(Lane, u64, Slot)>,
    delayed: BTreeSet<(DateTime<Utc>, Slot)>,
    not_before: Option<DateTime<Utc>>,
    throttled: VecDeque<(DateTime<Utc>, Slot)>,
    waiting: usize,
    under_way: usize,
    sequence: u64,
}

impl<J: Waiting> Schedule<J> {
    pub(super) fn new() -> Self {
        Self {
            chats: HashMap::new(),
            ready: BTreeSet::new(),
            delayed: BTreeSet::new(),
            not_before: None,
            throttled: VecDeque::new(),
            waiting: 0,
            under_way: 0,
            sequence: 0,
        }
    }

    /// Appends to the queue of a chat, or gives the request a slot of its own; gives it back when there is no room.
    pub(super) fn push(&mut self, chat: Option<i64>, job: J) -> Result<(), J> {
        let slot = chat.map_or(Slot::Query(self.sequence), Slot::Chat);
        if self.waiting >= LARGEST_BACKLOG || !self.has_room(slot) {
            return Err(job);
        }
        self.chats
            .entry(slot)
            .or_default()
            .queue
            .push_back((self.sequence, job));
        self.sequence += 1;
        self.waiting += 1;
        self.place(slot);
        Ok(())
    }

    /// Makes room by dropping what nobody waits for any more.
    fn has_room(&mut self, slot: Slot) -> bool {
        let Some(chat) = self.chats.get_mut(&slot) else {
            return true;
        };
        if chat.queue.len() >= LARGEST_CHAT_BACKLOG {
            let before = chat.queue.len();
            chat.queue.retain(|(_, job)| !job.is_abandoned());
            self.waiting -= before - chat.queue.len();
        }
        chat.queue.len() < LARGEST_CHAT_BACKLOG
    }

    /// Whose turn it is.
    pub(super) fn step(&mut self, now: DateTime<Utc>) -> Step {
        while let Some((at, slot)) = self.delayed.first().copied() {
            if at > now {
                break;
            }
            self.set_not_before(slot, None);
        }
        if self.not_before.is_some_and(|at| at <= now) {
            self.not_before = None;
        }
        if self.ready.is_empty() {
            return self
                .delayed
                .first()
                .map_or(Step::Idle, |(at, _)| Step::WaitUntil(*at));
        }
        if self.under_way >= MOST_UNDER_WAY {
            return Step::Idle;
        }
        match (self.not_before, self.ready.first()) {
            (Some(at), _) => Step::WaitUntil(at),
            (None, Some((_, _, slot))) => Step::Offer(*slot),
            (None, None) => Step::Idle,
        }
    }

    /// The request whose turn it is in this slot. Those that nobody waits for any more are dropped.
    pub(super) fn head(&mut self, slot: Slot) -> Option<&J> {
        let chat = self.chats.get_mut(&slot)?;
        let before = chat.queue.len();
        while chat
            .queue
            .front()
            .is_some_and(|(_, job)| job.is_abandoned())
        {
            chat.queue.pop_front();
        }
        if chat.queue.len() < before {
            self.waiting -= before - chat.queue.len();
            self.place(slot);
        }
        self.chats.get(&slot)?.queue.front().map(|(_, job)| job)
    }

    /// Whether the chat's budget was asked for the request whose turn it is.
    pub(super) fn has_permit(&self, slot: Slot) -> bool {
        matches!(slot, Slot::Query(_)) || self.chats.get(&slot).is_some_and(|chat| chat.has_permit)
    }

    /// Remembers that the chat's budget allowed one request: the bot's may still say no.
    pub(super) fn grant(&mut self, slot: Slot) {
        if let Some(chat) = self.chats.get_mut(&slot) {
            chat.has_permit = true;
        }
    }

    /// Nothing to this chat before the moment.
    pub(super) fn delay(&mut self, slot: Slot, until: DateTime<Utc>) {
        self.set_not_before(slot, Some(until));
    }

    /// Nothing from this bot before the moment.
    pub(super) fn pause_bot(&mut self, until: DateTime<Utc>) {
        self.not_before = self.not_before.max(Some(until));
    }

    /// Takes the request whose turn it is; the slot waits until [`Self::finish`] or [`Self::put_back`].
    pub(super) fn begin(&mut self, slot: Slot) -> Option<J> {
        let chat = self.chats.get_mut(&slot)?;
        let (_, job) = chat.queue.pop_front()?;
        chat.under_way = true;
        chat.has_permit = false;
        self.waiting -= 1;
        self.under_way += 1;
        self.place(slot);
        Some(job)
    }

    /// The request of this slot is over, however it ended.
    pub(super) fn finish(&mut self, slot: Slot) {
        if let Some(chat) = self.chats.get_mut(&slot) {
            chat.under_way = false;
            self.under_way -= 1;
            self.place(slot);
        }
    }

    /// The request of this slot is to be tried again, before all others of its chat, but not before the moment.
    pub(super) fn put_back(&mut self, slot: Slot, job: J, until: DateTime<Utc>) {
        if let Some(chat) = self.chats.get_mut(&slot) {
            chat.under_way = false;
            self.under_way -= 1;
            // Its age keeps its place among the chats too.
            let first = chat
                .queue
                .front()
                .map_or(self.sequence, |(first, _)| *first);
            chat.queue.push_front((first, job));
            self.waiting += 1;
            self.set_not_before(slot, Some(until));
        }
    }

    /// A chat got a 429: when several did within a short time, the bot is meant, and it pauses as long.
    pub(super) fn throttled(&mut self, slot: Slot, now: DateTime<Utc>, until: DateTime<Utc>) {
        self.throttled
            .retain(|(at, earlier)| *at + THROTTLED_WITHIN > now && *earlier != slot);
        self.throttled.push_back((now, slot));
        if self.throttled.len() >= THROTTLED_CHATS {
            self.pause_bot(until);
        }
    }

    fn set_not_before(&mut self, slot: Slot, until: Option<DateTime<Utc>>) {
        if let Some(chat) = self.chats.get_mut(&slot) {
            chat.not_before = until;
            self.place(slot);
        }
    }

    /// Moves a slot to the index it belongs in, or forgets it.
    fn place(&mut self, slot: Slot) {
        let Some(chat) = self.chats.get_mut(&slot) else {
            return;
        };
        match chat.place {
            Place::Ready(lane, age) => self.ready.remove(&(lane, age, slot)),
            Place::Delayed(at) => self.delayed.remove(&(at, slot)),
            Place::Nowhere => false,
        };
        // The most urgent request gives the chat its rank, or a digest in front would hold up the relay behind it.
        let lane = chat.queue.iter().map(|(_, job)| job.lane()).min();
        let age = chat.queue.front().map(|(age, _)| *age);
        chat.place = match (chat.under_way, chat.not_before, lane.zip(age)) {
            // Also without requests: the pause holds for the next one.
            (false, Some(at), _) => Place::Delayed(at),
            (false, None, Some((lane, age))) => Place::Ready(lane, age),
            (true, _, _) | (false, None, None) => Place::Nowhere,
        };
        match chat.place {
            Place::Ready(lane, age) => {
                self.ready.insert((lane, age, slot));
            }
            Place::Delayed(at) => {
                self.delayed.insert((at, slot));
            }
            Place::Nowhere => {
                if !chat.under_way {
                    self.chats.remove(&slot);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

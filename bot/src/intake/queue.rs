//! A queue per user: one user's updates are handled one after another, and nobody waits for somebody else.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::BotId;
use tokio::sync::oneshot;

/// The most updates that wait or are handled at once in this process.
const MOST_UPDATES: usize = 4096;
/// The most updates of one user: Telegram itself has one per chat under way, so more is somebody's mistake or attack.
const MOST_UPDATES_OF_A_USER: usize = 64;

/// Whose queue.
pub(super) type User = (BotId, i64);

/// All queues; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct UserQueues {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    users: HashMap<User, VecDeque<Place>>,
    places: usize,
    next: u64,
}

struct Place {
    number: u64,
    /// Rung when it is this place's turn; gone after that.
    bell: Option<oneshot::Sender<()>>,
}

/// A place in a user's queue; left by dropping it, also before its turn.
pub(super) struct Ticket {
    queues: UserQueues,
    user: User,
    number: u64,
    turn: oneshot::Receiver<()>,
}

impl UserQueues {
    /// Takes the last place of a user's queue; `None` when there is no room.
    pub(super) fn enter(&self, user: User) -> Option<Ticket> {
        let mut state = self.lock();
        let waiting = state.users.get(&user).map_or(0, VecDeque::len);
        if state.places >= MOST_UPDATES || waiting >= MOST_UPDATES_OF_A_USER {
            return None;
        }
        let number = state.next;
        state.next += 1;
        state.places += 1;
        let (bell, turn) = oneshot::channel();
        let place = Place {
            number,
            bell: Some(bell),
        };
        let queue = state.users.entry(user).or_default();
        queue.push_back(place);
        ring_first(queue);
        drop(state);
        Some(Ticket {
            queues: self.clone(),
            user,
            number,
            turn,
        })
    }

    /// The state is whole between two calls, so a panic while it was locked has not harmed it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Returns once everything earlier of this user is over.
    pub(super) async fn turn(&mut self) {
        // The bell is dropped unrung only together with this ticket's place, so an error cannot be seen here.
        let _ = (&mut self.turn).await;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.queues.lock();
        let Some(queue) = state.users.get_mut(&self.user) else {
            return;
        };
        queue.retain(|place| place.number != self.number);
        ring_first(queue);
        if queue.is_empty() {
            state.users.remove(&self.user);
        }
        state.places -= 1;
    }
}

fn ring_first(queue: &mut VecDeque<Place>) {
    if let Some(bell) = queue.front_mut().and_then(|place| place.bell.take()) {
        // Its ticket may be on its way out: then its drop rings the next.
        let _ = bell.send(());
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    const ANNA: User = (BotId(1), 10);
    const BORIS: User = (BotId(1), 11);

    fn has_turn(ticket: &mut Ticket) -> bool {
        ticket.turn().now_or_never().is_some()
    }

    #[test]
    fn one_user_takes_turns_and_others_do_not_wait() {
        let queues = UserQueues::default();
        let mut first = queues.enter(ANNA).unwrap();
        let mut second = queues.enter(ANNA).unwrap();
        let mut other = queues.enter(BORIS).unwrap();
        assert!(has_turn(&mut first) && has_turn(&mut other) && !has_turn(&mut second));
        drop(first);
        assert!(has_turn(&mut second));
    }

    #[test]
    fn who_leaves_before_the_turn_lets_nobody_past_the_first() {
        let queues = UserQueues::default();
        let first = queues.enter(ANNA).unwrap();
        let leaves = queues.enter(ANNA).unwrap();
        let mut third = queues.enter(ANNA).unwrap();
        drop(leaves);
        assert!(!has_turn(&mut third));
        drop(first);
        assert!(has_turn(&mut third));
    }

    #[test]
    fn queues_are_bounded_and_empty_ones_are_forgotten() {
        let queues = UserQueues::default();
        let tickets: Vec<Ticket> = (0..MOST_UPDATES_OF_A_USER)
            .filter_map(|_| queues.enter(ANNA))
            .collect();
        assert_eq!(tickets.len(), MOST_UPDATES_OF_A_USER);
        assert!(queues.enter(ANNA).is_none());
        let others: Vec<Ticket> = (0..)
            .map_while(|user| queues.enter((BotId(2), user)))
            .collect();
        assert_eq!(tickets.len() + others.len(), MOST_UPDATES);
        drop((tickets, others));
        let state = queues.lock();
        assert_eq!((state.users.len(), state.places), (0, 0));
    }
}

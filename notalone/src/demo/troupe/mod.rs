//! Forty simulated people: thirteen hosts who wait for a visitor, and guests who search and talk among themselves. They leave two
//! visitors to each other.

mod cast;
mod manner;
mod member;
mod talk;
mod thanks;
mod visitors;
mod words;

use std::sync::Arc;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::phrases::Phrases;
use super::stage::Door;
use cast::Part;
use manner::Manner;
use member::Member;
use visitors::Cue;

/// How many there are.
pub(super) const SIZE: usize = 40;

/// The same people at every start.
const SEED: u64 = 20_260_101;
/// They come in one by one, the hosts first; the others leave the bot time for a visitor who is there from the start.
const HOSTS_EVERY: Duration = Duration::from_millis(150);
const GUESTS_EVERY: Duration = Duration::from_millis(800);

/// Everybody at work.
pub(super) struct Troupe {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Troupe {
    /// Sends everybody in.
    pub(super) fn start(door: &Door, phrases: Phrases) -> Self {
        let mut rng = StdRng::seed_from_u64(SEED);
        let parts = (0..SIZE).map(|number| cast::part(number, &phrases, &mut rng));
        let parts: Arc<[Part]> = parts.collect();
        let phrases = Arc::new(phrases);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (cue, cues) = watch::channel(Cue::default());
        let (watching, ends) = (visitors::watch(door.clone(), cue), stop.clone());
        tasks.spawn(async move { ends.run_until_cancelled(watching).await });
        let mut delay = Duration::ZERO;
        for number in (0_u8..).take(SIZE) {
            delay += match parts[usize::from(number)].manner {
                Manner::Host => HOSTS_EVERY,
                _ => GUESTS_EVERY,
            };
            let (door, parts, phrases) = (door.clone(), Arc::clone(&parts), Arc::clone(&phrases));
            let rng = StdRng::seed_from_u64(SEED + 1 + u64::from(number));
            let cues = cues.clone();
            let life = async move {
                tokio::time::sleep(delay).await;
                let first_name = phrases.nth("account", number.into());
                match door.person(number, first_name).await {
                    Ok(person) => {
                        Member::new(person, number.into(), parts, phrases, rng, cues)
                            .live()
                            .await;
                    }
                    Err(error) => tracing::error!(%error, "a simulated member cannot come in"),
                }
            };
            let stop = stop.clone();
            tasks.spawn(async move { stop.run_until_cancelled(life).await });
        }
        tasks.close();
        Self { tasks, stop }
    }

    /// Calls everybody back.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

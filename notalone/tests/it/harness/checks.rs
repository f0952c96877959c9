//! What must hold at the end of every journey, whatever happened in it.

use sqlx::PgPool;
use testkit::eventually;

use super::System;
use super::waits::SOON;

/// Shorter words are found in anything.
const SHORTEST_WORD_CHARACTERS: usize = 4;

impl System {
    /// Ends the test: everything is done, nothing is left behind, the log is intact, nothing personal was logged.
    pub(crate) async fn finish(self) {
        self.finish_with_open_talks(0).await;
    }

    /// The same where so many proposals or talks are open at the end, as the test means them to be.
    pub(crate) async fn finish_with_open_talks(mut self, open_talks: i64) {
        self.wait_done().await;
        self.assert_nothing_left(2 * open_talks).await;
        for replica in &self.replicas {
            if replica.is_running() {
                replica.stop().await;
            }
        }
        self.run(["log", "verify"]).await.succeeded();
        self.run(["projections", "verify"]).await.succeeded();
        // All that the processes printed would only hide the line that is wrong.
        self.is_finished = true;
        self.assert_logs_tell_nothing();
    }

    /// Returns once every update is handled, every event has had its effects, and every effect was sent.
    pub(crate) async fn wait_done(&self) {
        self.bot.wait_idle().await.unwrap();
        self.wait_effects().await;
    }

    /// Returns once every event has had its effects, and every effect was sent.
    pub(crate) async fn wait_effects(&self) {
        eventually(SOON, || async {
            let behind = count(
                &self.pool,
                "select count(*) from checkpoints, log_head where checkpoints.position < log_head.position",
            );
            let pending = count(
                &self.pool,
                "select count(*) from outbox where state = 'pending'",
            );
            // What the moderators' chat refused comes again when the clock moves.
            let untold = count(
                &self.pool,
                "select count(*) from staff_alerts where sent_at is null and next_attempt_at is null",
            );
            behind.await == 0 && pending.await == 0 && untold.await == 0
        })
        .await;
    }

    async fn assert_nothing_left(&self, engaged: i64) {
        let nothing = [
            "select count(*) from parked_events",
            "select count(*) from parked_updates",
            "select count(*) from outbox where state = 'parked'",
            "select count(*) from inbox where state <> 'finished'",
        ];
        for query in nothing {
            assert_eq!(count(&self.pool, query).await, 0, "{query}");
        }
        let engagements = "select count(*) from claims where space = 'engagements'";
        assert_eq!(
            count(&self.pool, engagements).await,
            engaged,
            "members in a proposal or a talk"
        );
    }

    /// No Telegram id, no name, no pseudonym, no word of anybody.
    fn assert_logs_tell_nothing(&self) {
        let logs = self.logs();
        for word in self.personal.lock().unwrap().iter() {
            let is_telling = word.chars().count() >= SHORTEST_WORD_CHARACTERS;
            let found = logs.lines().find(|line| holds(line, word));
            if let Some(line) = found.filter(|_| is_telling) {
                panic!("a log line holds «{word}»: {line}");
            }
        }
    }
}

/// A number that a query counts.
pub(super) async fn count(pool: &PgPool, query: &str) -> i64 {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

/// Whether a text holds a word. A number counts only as a whole: the digits of a measured time are anybody's.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    text.match_indices(word).any(|(place, _)| {
        let before = text.get(..place).and_then(|text| text.chars().next_back());
        let after = text
            .get(place + word.len()..)
            .and_then(|text| text.chars().next());
        let is_digit = |next: char| next.is_ascii_digit();
        let is_part =
            before.is_some_and(|next| is_digit(next) || next == '.') || after.is_some_and(is_digit);
        !(is_number && is_part)
    })
}

#[test]
fn a_number_is_held_as_a_whole_and_a_word_anywhere() {
    for held in [
        "\"user\":7000000002,",
        "a 7000000002",
        "{user=\"7000000002\"} 1",
        "7000000002.",
    ] {
        assert!(holds(held, "7000000002"), "{held}");
    }
    for other in ["_sum 1234567.7000000002", "0.170000000021", "47000000002"] {
        assert!(!holds(other, "7000000002"), "{other}");
    }
    assert!(holds("x@handle_of_5.", "handle_of_5"));
}

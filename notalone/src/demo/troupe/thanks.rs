//! Now and then somebody thanks the other in Stars.

use rand::Rng;
use rand::seq::IndexedRandom;
use telegram_simulator::client::ClientError;

use super::manner::some;
use super::member::Member;
use crate::demo::thanks::{invoice, pay};

/// From this rating on.
const GOOD: u8 = 4;
/// After so many of so many good talks.
const GIVES: (u32, u32) = (1, 3);
/// The buttons they press, small ones more often.
const AMOUNTS: [i64; 7] = [5, 5, 5, 10, 10, 25, 50];
/// How long an invoice is read, and how often one is closed after all.
const READS_INVOICE: std::ops::Range<u64> = 1_500..5_000;
const CHANGES_MIND: (u32, u32) = (1, 10);

impl Member {
    /// After a talk with this rating.
    pub(super) async fn perhaps_thank(&mut self, rating: u8) -> Result<(), ClientError> {
        if rating < GOOD || !self.rng.random_ratio(GIVES.0, GIVES.1) {
            return Ok(());
        }
        let Some(&stars) = AMOUNTS.choose(&mut self.rng) else {
            return Ok(());
        };
        let Some(invoice) = invoice(&self.person, stars).await? else {
            return Ok(());
        };
        tokio::time::sleep(some(READS_INVOICE, &mut self.rng)).await;
        if self.rng.random_ratio(CHANGES_MIND.0, CHANGES_MIND.1) {
            return Ok(());
        }
        // Whether it was paid or refused is on their phone.
        pay(&self.person, invoice, stars).await.map(drop)
    }
}

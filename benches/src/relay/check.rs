//! Whether every message reached its peer exactly once.

use std::collections::HashSet;

use anyhow::ensure;

use super::sender::Sender;
use crate::person::Person;

/// What everybody had on the screen before the first message was sent.
pub(super) struct Before(Vec<i64>);

impl Before {
    pub(super) async fn of(people: &[Person]) -> anyhow::Result<Self> {
        Ok(Self(last_messages(people).await?))
    }

    /// How many acknowledged messages are still on their way.
    pub(super) async fn missing(
        &self,
        people: &[Person],
        senders: &[Sender],
    ) -> anyhow::Result<u64> {
        let (sent, arrived) = self.counts(people, senders).await?;
        Ok(sent.saturating_sub(arrived))
    }

    async fn counts(&self, people: &[Person], senders: &[Sender]) -> anyhow::Result<(u64, u64)> {
        let sent = senders.iter().map(|sender| sender.sent).sum();
        let mut arrived = 0;
        for (now, before) in last_messages(people).await?.into_iter().zip(&self.0) {
            arrived += u64::try_from(now - before)?;
        }
        Ok((sent, arrived))
    }

    /// Returns how many messages arrived. The simulator numbers the messages of a chat without gaps and keeps the newest: the
    /// numbers say how many came in all, and of those that it keeps none may be there twice.
    pub(super) async fn each_arrived_once(
        &self,
        people: &[Person],
        senders: &[Sender],
    ) -> anyhow::Result<u64> {
        let (sent, arrived) = self.counts(people, senders).await?;
        ensure!(
            arrived == sent,
            "{sent} messages were acknowledged and {arrived} arrived"
        );
        let mut seen = HashSet::new();
        for person in people {
            for message in person.control.chat().await?.bot_messages() {
                // The first line is the pseudonym; the second begins with the mark.
                let words = message.text.lines().nth(1).unwrap_or_default();
                if let Some(mark) = words.split(' ').next().filter(|word| word.starts_with('#')) {
                    ensure!(seen.insert(mark.to_owned()), "{mark} arrived twice");
                }
            }
        }
        Ok(arrived)
    }
}

async fn last_messages(people: &[Person]) -> anyhow::Result<Vec<i64>> {
    let mut last = Vec::with_capacity(people.len());
    for person in people {
        last.push(person.control.chat().await?.last_message_id());
    }
    Ok(last)
}

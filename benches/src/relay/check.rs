//! Whether every message reached its peer exactly once.

use std::collections::HashMap;

use anyhow::{Context, ensure};

use super::sender::{Sender, mark};
use crate::person::Person;

/// Looks at what every person sees; returns how many messages arrived.
pub(super) async fn each_arrived_once(
    people: &[Person],
    senders: &[Sender],
) -> anyhow::Result<u64> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for person in people {
        let chat = person.control.chat().await?;
        for message in chat.bot_messages() {
            // The first line is the pseudonym; the second begins with the mark.
            if let Some(mark) = message
                .text
                .lines()
                .nth(1)
                .and_then(|line| line.split(' ').next())
                .filter(|word| word.starts_with('#'))
            {
                *seen.entry(mark.to_owned()).or_default() += 1;
            }
        }
    }
    let mut arrived = 0;
    for sender in senders {
        for message in 0..sender.sent {
            let mark = mark(sender.number, message);
            let times = seen
                .remove(&mark)
                .with_context(|| format!("{mark} did not arrive"))?;
            ensure!(times == 1, "{mark} arrived {times} times");
            arrived += 1;
        }
    }
    ensure!(
        seen.is_empty(),
        "{} messages arrived that nobody sent",
        seen.len()
    );
    Ok(arrived)
}

//! What is remembered of a relayed message: its ids on both sides (`app::coordination`), nothing else.

use std::time::Duration;

use app::coordination::{Counterpart, MessagePair, Role};

use super::parts::is_main;
use super::passage::Passage;

/// As long as pairs live.
pub(super) const LIFE: Duration = Duration::from_hours(48);

/// The part that a reply or a reaction to the whole points at.
pub(super) fn main(counterparts: &[Counterpart]) -> Option<i32> {
    let main = counterparts.iter().find(|part| is_main(part.role));
    main.or(counterparts.first()).map(|part| part.message_id)
}

/// The file among the parts, which what follows it points at.
pub(super) fn main_of_file(counterparts: &[Counterpart]) -> Option<i32> {
    let is_file = |part: &&Counterpart| matches!(part.role, Role::Media(_) | Role::Item(_));
    counterparts
        .iter()
        .find(is_file)
        .map(|part| part.message_id)
}

/// Remembers both directions of a message. Without Redis nothing is: replies to it become plain messages.
pub(super) async fn remember(
    passage: &Passage<'_>,
    message_id: i32,
    counterparts: Vec<Counterpart>,
) {
    let original = Counterpart {
        message_id,
        role: Role::Original,
    };
    let mut pairs: Vec<MessagePair> = counterparts
        .iter()
        .map(|copy| MessagePair {
            member: passage.chat.peer,
            message_id: copy.message_id,
            counterparts: vec![original],
        })
        .collect();
    pairs.push(MessagePair {
        member: passage.sender.member,
        message_id,
        counterparts,
    });
    let coordination = &passage.services.coordination;
    // Lost pairs degrade what comes later; the message itself has arrived.
    let _ = coordination
        .remember_pairs(passage.chat.match_id, &pairs)
        .await;
}

//! Blocks: the question before one, and the list to lift them from.

use chrono::{DateTime, Utc};
use domain::values::{MatchId, TimeZone};

use super::search::day;
use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, strip_imitation};

/// A message with more buttons is no list to look through.
const MOST_SHOWN: usize = 20;

/// Somebody whom the reader has blocked.
#[derive(Clone, Debug)]
pub struct Blocked {
    /// The talk in which it happened.
    pub match_id: MatchId,
    /// The pseudonym of that day; `None` once it is gone.
    pub nickname: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// «Заблокировать собеседника?»
pub fn question(pen: &Pen, match_id: MatchId) -> Screen {
    asking(pen, match_id, pen.words.talk_block_question())
}

/// The same about the peer of a talk that is over.
pub fn question_afterwards(pen: &Pen, match_id: MatchId) -> Screen {
    asking(pen, match_id, pen.words.talk_block_question_afterwards())
}

fn asking(pen: &Pen, match_id: MatchId, text: Markup) -> Screen {
    let words = pen.words;
    Screen {
        text,
        keyboard: vec![vec![
            pen.button(&words.talk_block_yes(), Action::BlockYes(match_id)),
            pen.button(&words.talk_block_no(), Action::BlockNo(match_id)),
        ]],
    }
}

/// Whom the reader has blocked, the newest first, with a button each.
pub fn list(pen: &Pen, blocked: &[Blocked], zone: Option<TimeZone>) -> Screen {
    let words = pen.words;
    if blocked.is_empty() {
        return Screen::plain(words.blocks_none());
    }
    let shown = blocked.get(..MOST_SHOWN).unwrap_or(blocked);
    let mut lines: Vec<Markup> = shown
        .iter()
        .map(|one| words.blocks_line(name(pen, one), day(one.since, zone)))
        .collect();
    let more = blocked.len() - shown.len();
    if more > 0 {
        lines.push(words.blocks_more(u32::try_from(more).unwrap_or(u32::MAX)));
    }
    let lift = |one: &Blocked| {
        let label = words.block_lift(name(pen, one));
        vec![pen.button(&label, Action::BlockLift(one.match_id))]
    };
    Screen {
        text: words.blocks_card(Markup::joined(lines, "\n")),
        keyboard: shown.iter().map(lift).collect(),
    }
}

fn name(pen: &Pen, one: &Blocked) -> Markup {
    match &one.nickname {
        Some(nickname) => Markup::escaped(strip_imitation(nickname).as_ref()),
        None => pen.words.blocks_nameless(),
    }
}

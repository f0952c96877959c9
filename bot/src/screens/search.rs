//! The waiting card and what ends it.

use chrono::{DateTime, Utc};
use domain::search::{EndReason, Search};
use domain::values::{SearchId, TimeZone};

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, Words};

/// Below this many nobody is counted in public.
const FEW: u32 = 5;

/// What the waiting card tells.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// Which search.
    pub search_id: SearchId,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// The member's own zone.
    pub time_zone: Option<TimeZone>,
    /// How many searched, `None` when it is not known.
    pub seekers: Option<u32>,
    /// When they were counted.
    pub counted_at: DateTime<Utc>,
}

/// The card of a running search. It names moments, not durations, so that it stays true while it stands.
pub fn waiting(pen: &Pen, waiting: &Waiting) -> Screen {
    let started = clock(waiting.started_at, waiting.time_zone);
    let seekers = waiting.seekers.map_or_else(Markup::default, |count| {
        seekers_line(
            pen.words,
            &clock(waiting.counted_at, waiting.time_zone),
            count,
        )
    });
    Screen {
        text: pen.words.waiting_card(started, seekers),
        keyboard: vec![vec![pen.button(
            &pen.words.search_cancel(),
            Action::SearchCancel(waiting.search_id),
        )]],
    }
}

/// The member's own clock at a moment.
pub(super) fn clock(at: DateTime<Utc>, zone: Option<TimeZone>) -> String {
    let minutes = zone.map_or(0, |zone| zone.offset_minutes_at(at));
    let local = at.naive_utc() + chrono::Duration::minutes(minutes.into());
    local.format("%H:%M").to_string()
}

fn seekers_line(words: Words, time: &str, count: u32) -> Markup {
    if count < FEW {
        return words.waiting_seekers_few(time);
    }
    words.waiting_seekers_many(time, rounded(count))
}

/// To fives below fifty, to tens above.
const fn rounded(count: u32) -> u32 {
    let step = if count < 50 { 5 } else { 10 };
    (count + step / 2) / step * step
}

/// The waiting card after its search: what became of it, without buttons.
pub fn waiting_over(pen: &Pen, reason: EndReason) -> Screen {
    Screen::plain(match reason {
        EndReason::Matched => pen.words.waiting_found(),
        EndReason::Cancelled => pen.words.waiting_cancelled(),
        EndReason::Expired | EndReason::Missed | EndReason::Unreachable | EndReason::Restricted => {
            pen.words.waiting_ended()
        }
    })
}

/// Why a search ended by itself, with a way to begin another; `None` when the member knows or need not know.
pub fn search_closed(pen: &Pen, reason: EndReason) -> Option<Screen> {
    let text = match reason {
        EndReason::Expired => pen.words.search_expired(),
        EndReason::Missed => pen.words.search_missed(),
        EndReason::Matched
        | EndReason::Cancelled
        | EndReason::Unreachable
        | EndReason::Restricted => return None,
    };
    Some(Screen {
        text,
        keyboard: vec![vec![
            pen.button(&pen.words.find_button(), Action::SearchAgain),
        ]],
    })
}

/// What the waiting card needs of a search.
pub fn of(
    search_id: SearchId,
    search: &Search,
    time_zone: Option<TimeZone>,
    seekers: Option<u32>,
    now: DateTime<Utc>,
) -> Waiting {
    Waiting {
        search_id,
        started_at: search.started_at.unwrap_or(now),
        time_zone,
        seekers,
        counted_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn counts_are_rounded_to_fives_and_then_to_tens() {
        assert_eq!([5, 7, 8, 49, 52, 58].map(rounded), [5, 5, 10, 50, 50, 60]);
    }
}

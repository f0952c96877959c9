//! The waiting card and what ends it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::search::{EndReason, Search, SearchState};
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
    /// Where it stands.
    pub state: SearchState,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// The member's own zone.
    pub time_zone: Option<TimeZone>,
    /// How many searched, `None` when it is not known.
    pub seekers: Option<u32>,
    /// The moment of which the card speaks.
    pub now: DateTime<Utc>,
}

/// The card of a search as it stands. It names the moment of what it tells, so that it stays true until it is edited again.
pub fn card(pen: &Pen, waiting: &Waiting) -> Screen {
    let text = match waiting.state {
        SearchState::Ended(reason) => return waiting_over(pen, reason),
        SearchState::Taken(_) => pen.words.waiting_card_proposed(),
        SearchState::Waiting | SearchState::None => still_waiting(pen.words, waiting),
    };
    Screen {
        text,
        keyboard: vec![vec![pen.button(
            &pen.words.search_cancel(),
            Action::SearchCancel(waiting.search_id),
        )]],
    }
}

fn still_waiting(words: Words, waiting: &Waiting) -> Markup {
    let started = clock(waiting.started_at, waiting.time_zone);
    let time = clock(waiting.now, waiting.time_zone);
    let seekers = waiting
        .seekers
        .map_or_else(Markup::default, |count| seekers_line(words, &time, count));
    match elapsed(words, waiting.now - waiting.started_at) {
        Some(elapsed) => words.waiting_card_running(started, time, elapsed, seekers),
        None => words.waiting_card(started, seekers),
    }
}

/// How long, in whole minutes or hours; nothing in the first minute.
fn elapsed(words: Words, time: TimeDelta) -> Option<Markup> {
    let whole = |count: i64| u32::try_from(count).ok().filter(|count| *count > 0);
    match whole(time.num_hours()) {
        Some(hours) => Some(words.waiting_hours(hours)),
        None => Some(words.waiting_minutes(whole(time.num_minutes())?)),
    }
}

/// The member's own clock at a moment.
pub(super) fn clock(at: DateTime<Utc>, zone: Option<TimeZone>) -> String {
    let minutes = zone.map_or(0, |zone| zone.offset_minutes_at(at));
    let local = at.naive_utc() + chrono::Duration::minutes(minutes.into());
    local.format("%H:%M").to_string()
}

/// A day as its reader's calendar says it.
pub fn day(at: DateTime<Utc>, zone: Option<TimeZone>) -> String {
    let minutes = zone.map_or(0, |zone| zone.offset_minutes_at(at));
    let local = at.naive_utc() + chrono::Duration::minutes(minutes.into());
    local.format("%d.%m.%Y").to_string()
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
        EndReason::Expired
        | EndReason::Missed
        | EndReason::Unreachable
        | EndReason::Restricted
        | EndReason::Erased => pen.words.waiting_ended(),
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
        | EndReason::Restricted
        | EndReason::Erased => return None,
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
        state: search.state,
        started_at: search.started_at.unwrap_or(now),
        time_zone,
        seekers,
        now,
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

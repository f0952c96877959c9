//! A talk from its opening card to its rating.

use chrono::{DateTime, Duration, Utc};
use domain::matching::Match;
use domain::values::{MatchId, MemberId, Rating, TimeZone};
use teloxide::types::InlineKeyboardButton;

use super::search::clock;
use super::tips;
use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, strip_imitation};

/// The card that opens the talk. `time_box` is the time it was given, if any.
pub fn opened(
    pen: &Pen,
    match_id: MatchId,
    peer_nickname: &str,
    time_box: Option<Duration>,
) -> Screen {
    let words = pen.words;
    let opened = words.talk_opened(strip_imitation(peer_nickname).as_ref());
    let boxed = time_box.map(|time_box| words.talk_time_boxed(whole_hours(time_box)));
    Screen {
        text: Markup::paragraphs([Some(opened), boxed].into_iter().flatten()),
        keyboard: card_buttons(pen, match_id, Reveal::Hidden),
    }
}

/// How far a member is with revealing themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// The pseudonym is all there is.
    Hidden,
    /// This member offered; whether the other did is not told.
    Offered,
    /// Both know who the other is.
    Revealed,
}

impl Reveal {
    /// How far this member is, and nothing about the other.
    pub fn of(talk: &Match, member: MemberId) -> Self {
        match (talk.revealed_at, talk.reveal_of(member)) {
            (Some(_), _) => Self::Revealed,
            (None, Some(_)) => Self::Offered,
            (None, None) => Self::Hidden,
        }
    }
}

/// The buttons under the card of an open talk.
pub fn card_buttons(
    pen: &Pen,
    match_id: MatchId,
    reveal: Reveal,
) -> Vec<Vec<InlineKeyboardButton>> {
    let words = pen.words;
    let mut rows = vec![
        vec![
            pen.button(&words.talk_end(), Action::ChatEnd(match_id)),
            pen.button(&words.report_ask(), Action::ReportAsk(match_id)),
        ],
        vec![pen.button(&words.talk_block(), Action::BlockAsk(match_id))],
    ];
    let reveal = match reveal {
        Reveal::Hidden => pen.button(&words.reveal_offer(), Action::RevealOffer(match_id)),
        Reveal::Offered => pen.button(&words.reveal_withdraw(), Action::RevealWithdraw(match_id)),
        Reveal::Revealed => return rows,
    };
    rows.push(vec![reveal]);
    rows
}

/// Who the other is in Telegram; the other is told the same at the same moment.
pub fn revealed(pen: &Pen, username: &str) -> Screen {
    Screen::plain(pen.words.revealed(username))
}

/// It has been silent for long: the talk ends at a moment of the member's clock unless somebody says something.
pub fn fell_silent(
    pen: &Pen,
    match_id: MatchId,
    ends_at: DateTime<Utc>,
    time_zone: Option<TimeZone>,
) -> Screen {
    let words = pen.words;
    Screen {
        text: words.talk_fell_silent(clock(ends_at, time_zone)),
        keyboard: vec![vec![
            pen.button(&words.talk_end(), Action::ChatEnd(match_id)),
        ]],
    }
}

/// The time of the talk ends at a moment of the member's clock: does it go on? `by_peer` when the other has said yes already.
pub fn extension_question(
    pen: &Pen,
    match_id: MatchId,
    ends_at: DateTime<Utc>,
    time_zone: Option<TimeZone>,
    by_peer: bool,
) -> Screen {
    let words = pen.words;
    let ends = clock(ends_at, time_zone);
    let text = if by_peer {
        words.talk_extension_wished_by_peer(ends)
    } else {
        words.talk_extension_question(ends)
    };
    Screen {
        text,
        keyboard: vec![vec![
            pen.button(&words.talk_extend(), Action::ChatExtend(match_id)),
        ]],
    }
}

/// Both want the talk to go on.
pub fn extended(pen: &Pen, time_box: Duration) -> Screen {
    Screen::plain(pen.words.talk_extended(whole_hours(time_box)))
}

fn whole_hours(duration: Duration) -> u32 {
    u32::try_from(duration.num_hours()).unwrap_or_default()
}

/// «Завершить разговор?»
pub fn end_question(pen: &Pen, match_id: MatchId) -> Screen {
    let words = pen.words;
    Screen {
        text: words.talk_end_question(),
        keyboard: vec![vec![
            pen.button(&words.talk_end_yes(), Action::ChatEndYes(match_id)),
            pen.button(&words.talk_end_no(), Action::ChatEndNo(match_id)),
        ]],
    }
}

/// «Файл может хранить ваше имя».
pub fn file_question(pen: &Pen, match_id: MatchId) -> Screen {
    let words = pen.words;
    Screen {
        text: words.file_question(),
        keyboard: vec![vec![
            pen.button(&words.file_send(), Action::FileSend(match_id)),
            pen.button(&words.file_skip(), Action::FileSkip(match_id)),
        ]],
    }
}

/// The end of a talk, in the same words whoever ended it and why; only who ended it reads that it was they.
pub fn closed(pen: &Pen, match_id: MatchId, by_you: bool, asks: Option<Option<Rating>>) -> Screen {
    let words = pen.words;
    let headline = if by_you {
        words.talk_closed_by_you()
    } else {
        words.talk_closed()
    };
    let find_more = vec![pen.button(&words.find_more_button(), Action::SearchAgain)];
    // Whether somebody has to be reported or avoided is often clear only afterwards.
    let afterwards = vec![
        pen.button(&words.report_ask(), Action::ReportAsk(match_id)),
        pen.button(&words.talk_block(), Action::BlockAsk(match_id)),
    ];
    match asks {
        Some(given) => Screen {
            text: Markup::paragraphs([headline, words.talk_rate_question(), words.tip_offer()]),
            keyboard: [rating_row(pen, match_id, given)]
                .into_iter()
                .chain(tips::buttons(pen, match_id))
                .chain([find_more, afterwards])
                .collect(),
        },
        None => Screen {
            text: headline,
            keyboard: vec![find_more, afterwards],
        },
    }
}

fn rating_row(pen: &Pen, match_id: MatchId, given: Option<Rating>) -> Vec<InlineKeyboardButton> {
    (1..=5)
        .filter_map(|stars| Rating::try_from(stars).ok())
        .map(|rating| {
            let label = pen.words.rating_button(u32::from(rating.get()));
            pen.toggle(
                label,
                given == Some(rating),
                Action::ChatRate(rating, match_id),
            )
        })
        .collect()
}

//! A talk from its opening card to its rating.

use domain::values::{MatchId, Rating};
use teloxide::types::InlineKeyboardButton;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, strip_imitation};

/// The card that opens the talk.
pub fn opened(pen: &Pen, match_id: MatchId, peer_nickname: &str) -> Screen {
    let words = pen.words;
    Screen {
        text: words.talk_opened(strip_imitation(peer_nickname).as_ref()),
        keyboard: vec![vec![
            pen.button(&words.talk_end(), Action::ChatEnd(match_id)),
            pen.button(&words.talk_block(), Action::BlockAsk(match_id)),
        ]],
    }
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

/// «Заблокировать собеседника?»
pub fn block_question(pen: &Pen, match_id: MatchId) -> Screen {
    let words = pen.words;
    Screen {
        text: words.talk_block_question(),
        keyboard: vec![vec![
            pen.button(&words.talk_block_yes(), Action::BlockYes(match_id)),
            pen.button(&words.talk_block_no(), Action::BlockNo(match_id)),
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
    match asks {
        Some(given) => Screen {
            text: Markup::paragraphs([headline, words.talk_rate_question()]),
            keyboard: vec![rating_row(pen, match_id, given), find_more],
        },
        None => Screen {
            text: headline,
            keyboard: vec![find_more],
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

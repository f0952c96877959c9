//! Thanks in Stars: the card, the buttons, the question for the amount, the invoice.

use app::tips::CURRENCY;
use domain::Rules;
use domain::values::{MatchId, Split, Stars, TipAmount, TipId};
use serde_json::{Value, json};
use teloxide::types::InlineKeyboardButton;
use uuid::Uuid;

use crate::callback_data::Action;
use crate::dialogues::Dialogue;
use crate::keyboards::{Pen, Screen, rows};
use crate::texts::{Markup, Words, strip_imitation};

/// The most characters of the words about a payment.
pub const MOST_CASE_CHARACTERS: usize = 1_000;
/// A copy of an invoice that was passed on opens the bot instead of asking for Stars.
const START_PARAMETER: &str = "tip";

/// The least and the most Stars of a tip, as members read them.
pub fn limits() -> (String, String) {
    ("1".to_owned(), with_thousands(TipAmount::MAX))
}

/// A payment's or a case's number, as people read it out to each other: the first digits of its id.
pub fn number(id: Uuid) -> String {
    let (first, ..) = id.as_fields();
    format!("{first:08X}")
}

/// 2500 → «2 500», with a space that does not break.
fn with_thousands(number: u32) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{thousands}\u{a0}{:03}", number % 1000),
    }
}

/// For how many hours after a talk Stars can be given.
pub fn window_hours(rules: &Rules) -> u32 {
    u32::try_from(rules.tip_window.num_hours())
        .unwrap_or_default()
        .max(1)
}

/// `/tips`: to whom, on what terms, how much.
pub fn card(pen: &Pen, match_id: MatchId, peer_nickname: &str) -> Screen {
    let nickname = strip_imitation(peer_nickname);
    let text = if nickname.is_empty() {
        pen.words.tip_card_unnamed()
    } else {
        pen.words.tip_card(nickname.as_ref())
    };
    Screen {
        text,
        keyboard: buttons(pen, match_id),
    }
}

/// The amounts, and another one.
pub fn buttons(pen: &Pen, match_id: MatchId) -> Vec<Vec<InlineKeyboardButton>> {
    let words = pen.words;
    let presets = TipAmount::PRESETS.map(|amount| {
        let label = words.tip_button(amount.stars().get());
        pen.button(&label, Action::TipPay(amount, match_id))
    });
    let other = pen.button(&words.tip_other_button(), Action::TipOther(match_id));
    let mut keyboard = rows(presets, TipAmount::PRESETS.len());
    keyboard.push(vec![other]);
    keyboard
}

/// «Сколько звёзд подарить?»
pub fn amount_question(pen: &Pen, dialogue: &Dialogue) -> Screen {
    let (least, most) = limits();
    let skip = dialogue.draft.about.map(|match_id| {
        let label = pen.words.tip_question_skip();
        vec![pen.button(&label, Action::TipSkip(match_id.into()))]
    });
    Screen {
        text: asked(pen.words.tip_amount_question(least, most), pen, dialogue),
        keyboard: skip.into_iter().collect(),
    }
}

/// «Что случилось с оплатой?»
pub fn case_question(pen: &Pen, dialogue: &Dialogue) -> Screen {
    let question = pen.words.paysupport_question(most_case_characters());
    let skip = pen.button(&pen.words.paysupport_skip(), Action::PaymentCaseSkip);
    Screen {
        text: asked(question, pen, dialogue),
        keyboard: vec![vec![skip]],
    }
}

/// How long the words about a payment may be, as members read it.
pub fn most_case_characters() -> String {
    u32::try_from(MOST_CASE_CHARACTERS).map_or_else(|_| String::new(), with_thousands)
}

/// A question that a talk waits for says so.
fn asked(question: Markup, pen: &Pen, dialogue: &Dialogue) -> Markup {
    if dialogue.draft.in_talk.is_some() {
        Markup::paragraphs([question, pen.words.tip_question_pauses()])
    } else {
        question
    }
}

/// What `sendInvoice` and `createInvoiceLink` take, but for the chat. The description says the commission.
pub fn invoice(words: Words, amount: TipAmount, payload: &str) -> Value {
    let split = Split::of(amount.stars());
    let description = words.invoice_description(split.receiver_share.get(), split.commission.get());
    json!({
        "title": words.invoice_title().plain(),
        "description": description.plain(),
        "payload": payload,
        "provider_token": "",
        "currency": CURRENCY,
        "prices": [{"label": words.invoice_label().plain(), "amount": amount.stars().get()}],
    })
}

/// The invoice as a message to one chat. It cannot be passed on, and is worth nothing elsewhere.
pub fn invoice_message(words: Words, chat_id: i64, amount: TipAmount, payload: &str) -> Value {
    let mut params = invoice(words, amount, payload);
    params["chat_id"] = json!(chat_id);
    params["start_parameter"] = json!(START_PARAMETER);
    params["protect_content"] = json!(true);
    params
}

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which tip.
    pub tip_id: TipId,
    /// What was taken.
    pub stars: Stars,
    /// Where it went.
    pub split: Split,
}

/// To the payer: what was taken, and where it went.
pub fn receipt(pen: &Pen, paid: &Receipt) -> Screen {
    Screen::plain(pen.words.tip_receipt(
        paid.stars.get(),
        paid.split.receiver_share.get(),
        paid.split.commission.get(),
        number(paid.tip_id.0),
    ))
}

/// To the receiver: who said thank you, by the pseudonym of the talk, and what is theirs.
pub fn received(pen: &Pen, paid: &Receipt, payer_nickname: &str) -> Screen {
    let nickname = strip_imitation(payer_nickname);
    let from = if nickname.is_empty() {
        pen.words.tip_from_unnamed()
    } else {
        Markup::escaped(nickname.as_ref())
    };
    Screen::plain(pen.words.tip_received(
        paid.stars.get(),
        from,
        paid.split.receiver_share.get(),
        paid.split.commission.get(),
        number(paid.tip_id.0),
    ))
}

/// To the payer: the Stars are back.
pub fn refunded(pen: &Pen, paid: &Receipt) -> Screen {
    let (stars, number) = (paid.stars.get(), number(paid.tip_id.0));
    Screen::plain(pen.words.tip_refunded(stars, number))
}

/// To the receiver: the Stars went back, and the share with them.
pub fn taken_back(pen: &Pen, paid: &Receipt) -> Screen {
    let share = paid.split.receiver_share.get();
    let (stars, number) = (paid.stars.get(), number(paid.tip_id.0));
    Screen::plain(pen.words.tip_taken_back(stars, share, number))
}

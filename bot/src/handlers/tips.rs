//! Thanks in Stars: `/tips`, the buttons under its card and under the end of a talk, the own amount.

use app::actions::tip::{self, Invoiced, TipWish};
use domain::tip::InvoiceVia;
use domain::values::{MatchId, TipAmount};
use projections::conversations;
use uuid::Uuid;

use super::question::{ask, ask_again, finish};
use super::turn::Turn;
use super::{people, talk};
use crate::HandleError;
use crate::dialogues::{Dialogue, Draft, Question, store};
use crate::keyboards::Screen;
use crate::screens::tips as screens;
use crate::texts::Markup;

/// The most characters looked at for an amount.
const LONGEST_AMOUNT: usize = 16;

/// `/tips`: for the talk that is open, else for the last one.
pub(super) async fn tips(turn: &Turn) -> Result<(), HandleError> {
    let open = talk::open(turn).await?;
    let match_id = match open {
        Some(chat) => Some(chat.match_id),
        None => last_talk(turn).await?,
    };
    let Some(match_id) = match_id else {
        turn.say(not_available(turn)).await;
        return Ok(());
    };
    if !is_available(turn, match_id).await? {
        turn.say(not_available(turn)).await;
        return Ok(());
    }
    let nickname = match open {
        Some(chat) => people::person(&turn.services, chat.peer).await?.nickname,
        // Perhaps it is another one by now: nobody learns from us that both are the same person.
        None => String::new(),
    };
    turn.send(&screens::card(&turn.pen(), match_id, &nickname))
        .await;
    Ok(())
}

async fn last_talk(turn: &Turn) -> Result<Option<MatchId>, HandleError> {
    let over = conversations::latest_talk_of(&turn.services.pool, turn.member_id()).await;
    let over = over.map_err(app::AppError::from)?;
    Ok(over.map(|talk| talk.match_id))
}

async fn is_available(turn: &Turn, match_id: MatchId) -> Result<bool, HandleError> {
    let offer = tip::eligibility(&turn.services.tips, turn.member_id(), match_id, turn.now);
    Ok(offer.await?.is_some())
}

fn not_available(turn: &Turn) -> Markup {
    let hours = screens::window_hours(&turn.services.settings.rules);
    turn.words().tip_not_available(hours)
}

/// One of the amounts.
pub(super) async fn pay(
    turn: &Turn,
    amount: TipAmount,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    // The same button asks for the same tip, however often and through whichever replica it is pressed.
    let occasion = match turn.pressed {
        Some(message_id) => format!("{}:{message_id}", turn.incoming.bot),
        None => turn.incoming.correlation().to_string(),
    };
    invoice(turn, amount, match_id, &occasion).await.map(Some)
}

/// Asks for the invoice, which comes as a message of its own; what to say about it.
async fn invoice(
    turn: &Turn,
    amount: TipAmount,
    match_id: MatchId,
    occasion: &str,
) -> Result<Markup, HandleError> {
    let wish = TipWish {
        match_id,
        amount,
        via: InvoiceVia::Chat,
        occasion,
    };
    let words = turn.words();
    let stars = amount.stars().get();
    Ok(
        match tip::invoice(&turn.services.tips, turn.call(), &wish).await? {
            Invoiced::Now(_) => words.tip_invoice_sent(stars),
            Invoiced::Before(_) => words.tip_invoice_above(stars),
            Invoiced::Paid => words.tip_already_paid(),
            Invoiced::NotAvailable => not_available(turn),
        },
    )
}

/// «Другая сумма»: asks how much. In a talk nothing is relayed until the answer.
pub(super) async fn other(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    if !is_available(turn, match_id).await? {
        return Ok(Some(not_available(turn)));
    }
    let draft = Draft {
        about: Some(match_id.0),
        in_talk: talk::open(turn).await?.map(|chat| chat.match_id.0),
        ..Draft::default()
    };
    let dialogue = Dialogue::aside(Question::TipAmount, draft, turn.now);
    ask(turn, dialogue, None).await?;
    Ok(None)
}

/// «Не сейчас».
pub(super) async fn skip(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let stored = store::find(&turn.services.pool, turn.member_id()).await?;
    let asked = stored.filter(|stored| {
        stored.question == Question::TipAmount && stored.draft.about == Some(match_id.0)
    });
    let Some(dialogue) = asked else {
        return Ok(Some(turn.words().button_stale()));
    };
    let is_repeated = dialogue.changed_by == turn.incoming.correlation();
    if !dialogue.is_editing() && !is_repeated {
        return Ok(Some(turn.words().button_stale()));
    }
    finish(turn, dialogue).await?;
    turn.show(&Screen::plain(turn.words().tip_question_skipped()))
        .await;
    Ok(None)
}

/// An answer to the question for the amount.
pub(super) async fn amount(
    turn: &Turn,
    mut dialogue: Dialogue,
    text: &str,
) -> Result<(), HandleError> {
    let Some(amount) = parse(text) else {
        let (least, most) = screens::limits();
        let fault = turn.words().tip_amount_fault(least, most);
        return ask_again(turn, dialogue, fault).await;
    };
    dialogue.draft.answering = true;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&turn.services.pool, turn.member_id(), &dialogue).await?;
    let about = dialogue
        .draft
        .about
        .map_or_else(|| MatchId(Uuid::nil()), MatchId);
    // This very answer asks for one tip, also when it is delivered again.
    let occasion = turn.incoming.correlation().to_string();
    let sentence = invoice(turn, amount, about, &occasion).await?;
    finish(turn, dialogue).await?;
    turn.say(sentence).await;
    Ok(())
}

/// «15», «2 500».
fn parse(text: &str) -> Option<TipAmount> {
    if text.chars().count() > LONGEST_AMOUNT {
        return None;
    }
    let digits: String = text.split_whitespace().collect();
    // A sign is a number's too, but nobody gives −5.
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let stars: u32 = digits.parse().ok().filter(|_| is_number)?;
    TipAmount::try_from(stars).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_amount_is_a_whole_number_within_the_limits() {
        for (text, stars) in [
            ("1", 1),
            (" 15\n", 15),
            ("2 500", 2500),
            ("2\u{a0}500", 2500),
            ("0007", 7),
        ] {
            assert_eq!(
                parse(text).map(|amount| amount.stars().get()),
                Some(stars),
                "{text:?}"
            );
        }
        for text in [
            "",
            " ",
            "0",
            "2501",
            "-5",
            "+5",
            "1.5",
            "1,5",
            "пять",
            "5 ⭐",
            "٥",
            "5e3",
            "99999999999999999999",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}

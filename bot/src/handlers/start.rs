//! `/start` and `/rules`: the way in, and back to where the member was.

use domain::member::{Member, OnboardingStep};

use super::question::{ask, current, finish};
use super::turn::Turn;
use super::{people, talk};
use crate::HandleError;
use crate::dialogues::{Dialogue, Question};
use crate::keyboards::Screen;
use crate::screens;
use crate::texts::Markup;

/// `/start`: greets, or goes on where the member was.
pub(super) async fn start(turn: &Turn, member: Member) -> Result<(), HandleError> {
    if member.minor {
        turn.say(super::sos::minor_card(turn)).await;
        return Ok(());
    }
    if let Some(dialogue) = current(turn, &member).await? {
        let is_greeting = dialogue.question == Question::Rules && dialogue.draft.card == 0;
        let lead = (!is_greeting).then(|| turn.words().continue_here());
        return ask(turn, dialogue, lead).await;
    }
    if let Some(chat) = talk::open(turn).await? {
        return talk::say_ongoing(turn, chat).await;
    }
    let person = people::known(&turn.services, turn.member_id(), member).await?;
    let screen = screens::profile::welcome_back(&turn.pen(), &person.nickname);
    turn.send(&screen).await;
    Ok(())
}

/// `/rules`: the cards with the age gate for who has not passed it, all at once for who has.
pub(super) async fn rules(turn: &Turn, member: Member) -> Result<(), HandleError> {
    if member.minor || member.next_step() == Some(OnboardingStep::Rules) {
        let fresh = Dialogue::fresh(Question::Rules, &member, turn.now);
        return ask(turn, fresh, None).await;
    }
    let words = turn.words();
    let cards = (0..=screens::question::LAST_CARD)
        .map(|card| screens::question::rules_card(words, card))
        .chain([words.rules_accepted_note()]);
    turn.send(&Screen::plain(Markup::paragraphs(cards))).await;
    Ok(())
}

/// Leaves the question that waits; whether there was one to leave.
pub(super) async fn leave_question(turn: &Turn, member: &Member) -> Result<bool, HandleError> {
    let Some(dialogue) = current(turn, member).await? else {
        return Ok(false);
    };
    let was_editing = dialogue.is_editing();
    if was_editing {
        finish(turn, dialogue).await?;
        turn.say(match dialogue.question {
            Question::TipAmount => turn.words().tip_question_skipped(),
            Question::PaymentCase => turn.words().paysupport_skipped(),
            Question::ReportComment => turn.words().report_not_sent(),
            Question::Appeal => turn.words().appeal_not_sent(),
            Question::Erasure => turn.words().erasure_left(),
            _ => turn.words().edit_kept(),
        })
        .await;
    } else {
        turn.say(turn.words().question_paused()).await;
    }
    Ok(true)
}

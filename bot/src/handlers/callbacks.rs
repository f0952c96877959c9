//! Pressed buttons. Each press is answered exactly once, with a sentence when there is something to say.

use app::refusals::{self, Door, Why};

use super::inbound::Press;
use super::turn::Turn;
use super::{
    answers, appeal, block, files, find, payment_case, profile, proposal, report, reveal, settings,
    sos, talk, tips,
};
use crate::callback_data::{Action, TokenKey};
use crate::texts::Markup;
use crate::{HandleError, Handled};

/// Handles a press.
pub async fn handle(mut turn: Turn, press: Press) -> Result<Handled, HandleError> {
    turn.pressed = press.message_id;
    let key = TokenKey::new(turn.services.settings.token_key);
    let parsed = Action::parse(&press.data, turn.member_id(), &key);
    let (sentence, handled) = if let Ok(action) = parsed {
        let member = super::arrive(&mut turn).await?;
        match action {
            action if member.standing.is_banned() && !stays_with_the_banned(action) => {
                (Some(turn.words().banned_button()), Handled::Done)
            }
            Action::FileSend(id) => files::send(&turn, id).await?,
            action => (carry_out(&turn, action).await?, Handled::Done),
        }
    } else {
        refusals::count(Door::Buttons, Why::Forged);
        let member = turn.member().await?;
        turn.speak_to(&member);
        (Some(turn.words().button_foreign()), Handled::Done)
    };
    turn.answer(&press.query_id, sentence).await;
    Ok(handled)
}

async fn carry_out(turn: &Turn, action: Action) -> Result<Option<Markup>, HandleError> {
    match action {
        Action::RulesNext
        | Action::RulesOk
        | Action::RulesMinor
        | Action::NickPick(_)
        | Action::TimeZoneSet(_)
        | Action::TimeZoneOther
        | Action::TopicToggle(_)
        | Action::TopicsDone
        | Action::BioSkip
        | Action::PurposeSet(_)
        | Action::SensitivitySet(_)
        | Action::WindowsToggle(_)
        | Action::WindowsDone => answers::button(turn, action).await,
        Action::ProfileEdit(question) => profile::edit(turn, question).await,
        Action::SettingsSet(setting) => settings::set(turn, setting).await,
        Action::MatchAccept(id) => proposal::accept(turn, id).await,
        Action::MatchDecline(id) => proposal::decline(turn, id).await,
        Action::SearchCancel(id) => find::cancel_button(turn, id).await,
        Action::SearchAgain => {
            let member = turn.member().await?;
            find::find(&without_card(turn), member).await?;
            Ok(None)
        }
        Action::ChatEnd(id) => talk::end_button(turn, id).await,
        Action::ChatEndYes(id) => talk::end_yes(turn, id).await,
        Action::ChatEndNo(id) => talk::no(turn, id).await,
        Action::ChatExtend(id) => talk::extend(turn, id).await,
        Action::RevealOffer(id) => reveal::offer(turn, id).await,
        Action::RevealWithdraw(id) => reveal::withdraw(turn, id).await,
        Action::ChatRate(rating, id) => talk::rate(turn, rating, id).await,
        Action::BlockAsk(id) => block::button(turn, id).await,
        Action::BlockYes(id) => block::yes(turn, id).await,
        Action::BlockNo(id) => block::no(turn, id).await,
        Action::BlockLift(id) => block::lift(turn, id).await,
        Action::ReportAsk(id) => report::button(turn, id).await,
        Action::ReportReason(reason, id) => report::reason(turn, reason, id).await,
        Action::ReportSkip(id) => report::skip(turn, id).await,
        Action::AppealStart(id) => appeal::start(turn, id).await,
        // Only there: in a private chat nobody has such a button.
        Action::ModTake(_) | Action::ModOpen(_) => Ok(Some(turn.words().button_foreign())),
        Action::FileSend(id) => Ok(files::send(turn, id).await?.0),
        Action::FileSkip(id) => files::skip(turn, id).await,
        Action::TipPay(amount, id) => tips::pay(turn, amount, id).await,
        Action::TipOther(id) => tips::other(&without_card(turn), id).await,
        Action::TipSkip(id) => tips::skip(turn, id).await,
        Action::PaymentCaseSkip => payment_case::skip(turn).await,
        Action::SosCountry(place) => sos::country(turn, place).await,
        Action::SosAfraid => Ok(sos::afraid(turn).await),
    }
}

/// Buttons of what is left to who is banned; those of commands that answer always are among them.
const fn stays_with_the_banned(action: Action) -> bool {
    matches!(
        action,
        Action::AppealStart(_)
            | Action::SosCountry(_)
            | Action::SosAfraid
            | Action::SettingsSet(_)
            | Action::RulesNext
            | Action::PaymentCaseSkip
    )
}

/// The card with «Найти ещё» stays as it is: it may hold the rating.
fn without_card(turn: &Turn) -> Turn {
    Turn {
        pressed: None,
        ..turn.clone()
    }
}

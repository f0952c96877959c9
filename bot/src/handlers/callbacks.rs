//! Pressed buttons. Each press is answered exactly once, with a sentence when there is something to say.

use super::inbound::Press;
use super::turn::Turn;
use super::{answers, files, find, profile, proposal, reveal, settings, talk};
use crate::callback_data::{Action, TokenKey};
use crate::texts::Markup;
use crate::{HandleError, Handled};

/// Handles a press.
pub async fn handle(mut turn: Turn, press: Press) -> Result<Handled, HandleError> {
    turn.pressed = press.message_id;
    let key = TokenKey::new(turn.services.settings.token_key);
    let parsed = Action::parse(&press.data, turn.member_id(), &key);
    let (sentence, handled) = if let Ok(action) = parsed {
        super::arrive(&mut turn).await?;
        match action {
            Action::FileSend(id) => files::send(&turn, id).await?,
            action => (carry_out(&turn, action).await?, Handled::Done),
        }
    } else {
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
        Action::ChatEndNo(id) | Action::BlockNo(id) => talk::no(turn, id).await,
        Action::ChatExtend(id) => talk::extend(turn, id).await,
        Action::RevealOffer(id) => reveal::offer(turn, id).await,
        Action::RevealWithdraw(id) => reveal::withdraw(turn, id).await,
        Action::ChatRate(rating, id) => talk::rate(turn, rating, id).await,
        Action::BlockAsk(id) => talk::block_button(turn, id).await,
        Action::BlockYes(id) => talk::block_yes(turn, id).await,
        Action::FileSend(id) => Ok(files::send(turn, id).await?.0),
        Action::FileSkip(id) => files::skip(turn, id).await,
    }
}

/// The card with «Найти ещё» stays as it is: it may hold the rating.
fn without_card(turn: &Turn) -> Turn {
    Turn {
        pressed: None,
        ..turn.clone()
    }
}

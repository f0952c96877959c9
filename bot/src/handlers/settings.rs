//! `/settings` and its buttons.

use domain::matching::{Match, MatchState};
use domain::member::{Member, MemberCommand};

use super::question::current;
use super::turn::Turn;
use crate::callback_data::Setting;
use crate::texts::Markup;
use crate::{HandleError, menu, screens};

/// The ordinal of the choice among the commands of its update; registration is 0.
const CHOICE: u32 = 1;

/// `/settings`: the card. It needs no profile: a language is wanted before the first question.
pub(super) async fn settings(turn: &Turn, member: &Member) {
    let screen = screens::settings::settings(&turn.pen(), member);
    turn.show(&screen).await;
}

/// A button of the card: what it says holds from now on, and the card shows it.
pub(super) async fn set(turn: &Turn, setting: Setting) -> Result<Option<Markup>, HandleError> {
    let at = turn.now;
    let command = match setting {
        Setting::Language(language) => MemberCommand::ChooseLanguage { language, at },
        Setting::Protection(protected) => MemberCommand::ChooseContentProtection { protected, at },
    };
    let done = turn
        .execute::<Member>(CHOICE, turn.member_id(), command)
        .await?;
    if done.is_err() {
        // Only somebody unknown is refused, and whoever presses has just arrived.
        return Ok(Some(turn.words().button_stale()));
    }
    let member = turn.member().await?;
    let mut turn = turn.clone();
    turn.speak_to(&member);
    settings(&turn, &member).await;
    if let Setting::Language(_) = setting {
        show_in_new_language(&turn, &member).await?;
    }
    Ok(Some(turn.words().edit_saved()))
}

/// The question that waits and the command menu follow the language.
async fn show_in_new_language(turn: &Turn, member: &Member) -> Result<(), HandleError> {
    if let Some(dialogue) = current(turn, member).await?
        && let Some(message_id) = dialogue.message_id
    {
        // Also so that a suggested name is what its button says.
        let question = screens::question::question(&turn.pen(), &dialogue);
        turn.edit(message_id, &question).await;
    }
    let is_talking = match turn
        .services
        .dispatcher
        .engagement(turn.member_id())
        .await?
    {
        Some(match_id) => {
            let found: Match = turn.services.dispatcher.load_cached(match_id).await?;
            found.state == MatchState::Chatting
        }
        None => false,
    };
    let (services, to) = (turn.services.clone(), turn.incoming.address);
    let language = turn.words().language();
    // Nobody waits for a menu.
    tokio::spawn(async move {
        if is_talking {
            menu::talk_opened(&services, to, language).await;
        } else {
            menu::talk_closed(&services, to, Some(language)).await;
        }
    });
    Ok(())
}

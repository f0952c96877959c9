//! `/commands`.

use domain::matching::{Match, MatchState};
use domain::member::Member;

use super::turn::Turn;
use super::{deletion, export, find, info, profile, settings, start, talk};
use crate::HandleError;

/// Carries out a command by its name.
pub async fn handle(mut turn: Turn, name: String) -> Result<(), HandleError> {
    let member = super::arrive(&mut turn).await?;
    match name.as_str() {
        "start" => start::start(&turn, member).await,
        "rules" => start::rules(&turn, member).await,
        "profile" => profile::profile(&turn, member).await,
        "settings" => {
            settings::settings(&turn, &member).await;
            Ok(())
        }
        "export" => export::export(&turn).await,
        "find" => find::find(&turn, member).await,
        "next" => talk::next(&turn, member).await,
        "end" => talk::ask_end(&turn).await,
        "block" => talk::ask_block(&turn).await,
        "cancel" => cancel(&turn, &member).await,
        "del" => deletion::delete(&turn).await,
        "help" => {
            info::help(&turn).await;
            Ok(())
        }
        "privacy" => {
            info::privacy(&turn).await;
            Ok(())
        }
        "sos" => {
            info::sos(&turn).await;
            Ok(())
        }
        other => {
            info::other(&turn, other).await;
            Ok(())
        }
    }
}

/// `/cancel`: the question that waits, else the search with its proposal.
async fn cancel(turn: &Turn, member: &Member) -> Result<(), HandleError> {
    if start::leave_question(turn, member).await? {
        return Ok(());
    }
    let dispatcher = &turn.services.dispatcher;
    if let Some(search_id) = dispatcher.open_search(turn.member_id()).await?
        && find::end(turn, search_id).await?
    {
        return Ok(());
    }
    let is_talking = match dispatcher.engagement(turn.member_id()).await? {
        Some(match_id) => dispatcher.load::<Match>(match_id).await?.state == MatchState::Chatting,
        None => false,
    };
    let sentence = if is_talking {
        turn.words().cancel_in_talk()
    } else {
        turn.words().cancel_nothing()
    };
    turn.say(sentence).await;
    Ok(())
}

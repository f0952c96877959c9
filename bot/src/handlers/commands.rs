//! `/commands`.

use domain::matching::{Match, MatchState};
use domain::member::Member;

use super::turn::Turn;
use super::{
    block, deletion, erasure, export, find, info, link, payment_case, profile, report, settings,
    sos, start, talk, tips,
};
use crate::HandleError;

/// What is left to who is banned, beside the appeal (product.md, "Finding someone"), and what answers always.
const STAYS_WITH_THE_BANNED: [&str; 10] = [
    "sos",
    "export",
    "delete_me",
    "cancel",
    "settings",
    "help",
    "rules",
    "privacy",
    "terms",
    "paysupport",
];

/// Carries out a command by its name.
pub async fn handle(mut turn: Turn, name: String) -> Result<(), HandleError> {
    let member = super::arrive(&mut turn).await?;
    if member.standing.is_banned() && !STAYS_WITH_THE_BANNED.contains(&name.as_str()) {
        turn.say(turn.words().banned_card()).await;
        return Ok(());
    }
    match name.as_str() {
        "start" => start::start(&turn, member).await,
        "rules" => start::rules(&turn, member).await,
        "profile" => profile::profile(&turn, member).await,
        "settings" => {
            settings::settings(&turn, &member).await;
            Ok(())
        }
        "export" => export::export(&turn).await,
        "delete_me" => erasure::ask_for_word(&turn).await,
        "find" => find::find(&turn, member).await,
        "next" => talk::next(&turn, member).await,
        "end" => talk::ask_end(&turn).await,
        "block" => block::ask(&turn).await,
        "blocks" => block::blocks(&turn, &member).await,
        "report" => report::ask(&turn).await,
        "cancel" => cancel(&turn, &member).await,
        "del" => deletion::delete(&turn).await,
        "link" => link::link(&turn).await,
        "tips" => tips::tips(&turn).await,
        "paysupport" => payment_case::ask_what_happened(&turn).await,
        "terms" => {
            info::terms(&turn).await;
            Ok(())
        }
        "help" => {
            info::help(&turn).await;
            Ok(())
        }
        "privacy" => {
            info::privacy(&turn).await;
            Ok(())
        }
        "sos" => {
            sos::sos(&turn, &member).await;
            Ok(())
        }
        _ => {
            info::unknown(&turn).await;
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

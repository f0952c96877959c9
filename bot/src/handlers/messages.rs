//! Messages that are no command: answers, relayed words, and what cannot be carried.

use domain::matching::{Match, MatchState};
use domain::member::Member;

use super::inbound::Kind;
use super::question::{ask_again, show_current};
use super::turn::Turn;
use super::{answers, files, sos};
use crate::care::{self, Writer};
use crate::dialogues::{Dialogue, store};
use crate::incoming::Handled;
use crate::relay::{self, OpenChat};
use crate::{HandleError, Services};

/// A text: for the question that waits, for the peer, or for nobody.
pub async fn text(mut turn: Turn, text: String) -> Result<Handled, HandleError> {
    let (chat, stored) = standing(&turn).await?;
    if let Some(stored) = stored
        && stored.changed_by == turn.incoming.correlation()
    {
        return second_delivery(&turn, stored, &text).await;
    }
    if let Some(chat) = chat {
        return match asked_in_talk(&turn.services, chat, stored).await? {
            Some(dialogue) => {
                answer_in_talk(&turn, dialogue, &text).await?;
                Ok(Handled::Done)
            }
            None => relay::relay_message(&turn.services, &turn.incoming, chat).await,
        };
    }
    let member = super::arrive(&mut turn).await?;
    match Dialogue::current(&member, stored, turn.now) {
        Some(dialogue) => answer(&turn, dialogue, &text).await?,
        // Somebody who writes this into the void needs another answer than how to search.
        None if look_after(&turn, &text).await => {}
        None => hint(&turn, &member).await?,
    }
    Ok(Handled::Done)
}

async fn standing(turn: &Turn) -> Result<(Option<OpenChat>, Option<Dialogue>), HandleError> {
    let chat = relay::open_chat(&turn.services, turn.member_id());
    let stored = async {
        let found = store::find(&turn.services.pool, turn.member_id()).await;
        found.map_err(HandleError::from)
    };
    tokio::try_join!(chat, stored)
}

/// This update answered a question before, and came again because its end was not written down.
async fn second_delivery(
    turn: &Turn,
    stored: Dialogue,
    text: &str,
) -> Result<Handled, HandleError> {
    if stored.draft.answering {
        answer(turn, stored, text).await?;
    } else if stored.question.is_aside() && !stored.is_editing() {
        // Answered, and nothing follows it.
        answers::told_again(turn, stored).await;
    } else {
        show_current(turn).await?;
    }
    Ok(Handled::Done)
}

/// The question that a text in a talk belongs to, if any.
async fn asked_in_talk(
    services: &Services,
    chat: OpenChat,
    stored: Option<Dialogue>,
) -> Result<Option<Dialogue>, HandleError> {
    let Some(dialogue) =
        stored.filter(|stored| stored.is_editing() && stored.question.takes_text())
    else {
        return Ok(None);
    };
    let opened: Match = services.dispatcher.load_cached(chat.match_id).await?;
    Ok(Some(dialogue).filter(|dialogue| dialogue.waits_for_text_in_talk(opened.started_at)))
}

async fn answer_in_talk(turn: &Turn, dialogue: Dialogue, text: &str) -> Result<(), HandleError> {
    if dialogue.is_too_old_for_talk(turn.now) {
        ask_again(turn, dialogue, turn.words().question_too_old()).await?;
        look_after(turn, text).await;
        return Ok(());
    }
    answer(turn, dialogue, text).await
}

/// Whatever was asked, whoever answers may need somebody now: the card comes after what the answer led to.
async fn answer(turn: &Turn, dialogue: Dialogue, text: &str) -> Result<(), HandleError> {
    answers::text(turn, dialogue, text).await?;
    look_after(turn, text).await;
    Ok(())
}

async fn look_after(turn: &Turn, text: &str) -> bool {
    care::look_after(&turn.services, Writer::of(&turn.incoming), text).await
}

/// A message that is not text: for the peer, or one sentence for its kind.
pub async fn other(mut turn: Turn, kind: Kind) -> Result<Handled, HandleError> {
    let (chat, stored) = standing(&turn).await?;
    if let Some(chat) = chat {
        return match asked_in_talk(&turn.services, chat, stored).await? {
            Some(dialogue) => {
                answers::not_text(&turn, dialogue).await?;
                Ok(Handled::Done)
            }
            None if relay::asks_first(&turn.incoming.raw["message"]) => {
                files::ask(&turn, chat).await;
                Ok(Handled::Done)
            }
            None => relay::relay_message(&turn.services, &turn.incoming, chat).await,
        };
    }
    let member = super::arrive(&mut turn).await?;
    match Dialogue::current(&member, stored, turn.now) {
        Some(dialogue) => answers::not_text(&turn, dialogue).await?,
        None if member.minor => turn.say(sos::minor_card(&turn)).await,
        None => turn.say(turn.words().refused_outside(kind.0)).await,
    }
    Ok(Handled::Done)
}

/// A changed message: in a talk it is carried over.
pub async fn edited(turn: Turn) -> Result<Handled, HandleError> {
    if let Some(chat) = relay::open_chat(&turn.services, turn.member_id()).await? {
        relay::relay_edit(&turn.services, &turn.incoming, chat).await?;
    }
    Ok(Handled::Done)
}

/// A reaction: in a talk it is mirrored.
pub async fn reacted(turn: Turn) -> Result<Handled, HandleError> {
    if let Some(chat) = relay::open_chat(&turn.services, turn.member_id()).await? {
        relay::relay_reaction(&turn.services, &turn.incoming, chat).await;
    }
    Ok(Handled::Done)
}

/// What to do instead of writing into the void.
async fn hint(turn: &Turn, member: &Member) -> Result<(), HandleError> {
    let words = turn.words();
    let dispatcher = &turn.services.dispatcher;
    let is_proposed = match dispatcher.engagement(turn.member_id()).await? {
        Some(match_id) => dispatcher.load::<Match>(match_id).await?.state == MatchState::Proposed,
        None => false,
    };
    let sentence = if member.standing.is_banned() {
        words.banned_card()
    } else if member.minor {
        sos::minor_card(turn)
    } else if is_proposed {
        words.outside_hint_proposed()
    } else if dispatcher.open_search(turn.member_id()).await?.is_some() {
        words.outside_hint_searching()
    } else {
        words.outside_hint()
    };
    turn.say(sentence).await;
    Ok(())
}

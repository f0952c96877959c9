//! `/profile` and the change of one field.

use domain::member::Member;

use super::people;
use super::question::{ask, current};
use super::turn::Turn;
use crate::HandleError;
use crate::dialogues::{Dialogue, Question};
use crate::screens;
use crate::texts::Markup;

/// `/profile`: the card, or the question that is still missing.
pub(super) async fn profile(turn: &Turn, member: Member) -> Result<(), HandleError> {
    if member.minor {
        turn.say(super::sos::minor_card(turn)).await;
        return Ok(());
    }
    if member.next_step().is_some()
        && let Some(dialogue) = current(turn, &member).await?
    {
        return ask(turn, dialogue, Some(turn.words().profile_incomplete())).await;
    }
    show(turn, member).await
}

/// The card.
pub(super) async fn show(turn: &Turn, member: Member) -> Result<(), HandleError> {
    let person = people::known(&turn.services, turn.member_id(), member).await?;
    let bio = person.bio.as_deref();
    let screen = screens::profile::profile(&turn.pen(), &person.member, &person.nickname, bio);
    turn.show(&screen).await;
    Ok(())
}

/// An edit button: asks that one question anew.
pub(super) async fn edit(turn: &Turn, question: Question) -> Result<Option<Markup>, HandleError> {
    let member = turn.member().await?;
    if member.minor || member.next_step().is_some() {
        return Ok(Some(turn.words().profile_incomplete()));
    }
    let mut dialogue = Dialogue::fresh(question, &member, turn.now);
    dialogue.draft.editing = true;
    ask(turn, dialogue, None).await?;
    Ok(None)
}

//! Asking: the current question, again, or the next one.

use domain::member::Member;

use super::people;
use super::turn::Turn;
use crate::HandleError;
use crate::dialogues::{Dialogue, Question, store};
use crate::screens;
use crate::texts::Markup;

/// Asks a question and remembers it; in place of the pressed message if a button led here.
pub(super) async fn ask(
    turn: &Turn,
    mut dialogue: Dialogue,
    lead: Option<Markup>,
) -> Result<(), HandleError> {
    let pool = &turn.services.pool;
    dialogue.changed_by = turn.incoming.correlation();
    dialogue.draft.answering = false;
    dialogue.message_id = dialogue.message_id.or(turn.pressed);
    // Before it is shown: a crash in between shows it once more instead of losing what was chosen.
    store::save(pool, turn.member_id(), &dialogue).await?;
    let screen = screens::question::question(&turn.pen(), &dialogue).after(lead);
    let shown = turn.show(&screen).await;
    // An older copy of the question that was pressed and edited does not become the one that counts.
    if let Some(message_id) =
        shown.filter(|_| shown != turn.pressed && shown != dialogue.message_id)
    {
        store::shown(pool, turn.member_id(), dialogue.changed_by, message_id).await?;
    }
    Ok(())
}

/// Asks the same question again after one sentence about what is expected.
pub(super) async fn ask_again(
    turn: &Turn,
    dialogue: Dialogue,
    sentence: Markup,
) -> Result<(), HandleError> {
    let asked_now = Dialogue {
        asked_at: turn.now,
        ..dialogue
    };
    ask(turn, asked_now, Some(sentence)).await
}

/// What waits for this member: the stored question if it still counts, else the next of the onboarding.
pub(super) async fn current(turn: &Turn, member: &Member) -> Result<Option<Dialogue>, HandleError> {
    let stored = store::find(&turn.services.pool, turn.member_id()).await?;
    Ok(Dialogue::current(member, stored, turn.now))
}

/// After an answer: the next question, or where the questions led.
pub(super) async fn proceed(turn: &Turn, answered: Dialogue) -> Result<(), HandleError> {
    let member = turn.member().await?;
    if let Some(step) = member.next_step() {
        let next = Dialogue::fresh(Question::from(step), &member, turn.now);
        return ask(turn, next, None).await;
    }
    finish(turn, answered).await?;
    let person = people::known(&turn.services, turn.member_id(), member).await?;
    let pen = turn.pen();
    let bio = person.bio.as_deref();
    let screen = if answered.is_editing() {
        screens::profile::profile(&pen, &person.member, &person.nickname, bio)
            .after(Some(saved(turn).await?))
    } else {
        screens::profile::complete(&pen, &person.nickname)
    };
    turn.show(&screen).await;
    Ok(())
}

/// From when on an edited field counts: at once, also for a search that is under way.
async fn saved(turn: &Turn) -> Result<Markup, HandleError> {
    let dispatcher = &turn.services.dispatcher;
    let search = dispatcher.open_search(turn.member_id()).await?;
    Ok(match search {
        Some(_) => turn.words().edit_saved_searching(),
        None => turn.words().edit_saved(),
    })
}

/// No question waits any more. The row stays, so that a second delivery of this update is recognised.
pub(super) async fn finish(turn: &Turn, mut dialogue: Dialogue) -> Result<(), HandleError> {
    dialogue.draft.editing = false;
    dialogue.draft.answering = false;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&turn.services.pool, turn.member_id(), &dialogue).await?;
    Ok(())
}

/// Shows where the member is after an update that was handled before but may not have been answered.
pub(super) async fn show_current(turn: &Turn) -> Result<(), HandleError> {
    let member = turn.member().await?;
    if let Some(dialogue) = current(turn, &member).await? {
        return ask(turn, dialogue, None).await;
    }
    if member.minor {
        turn.say(super::sos::minor_card(turn)).await;
        return Ok(());
    }
    super::profile::show(turn, member).await
}

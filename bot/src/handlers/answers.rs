//! Answers to questions: texts and buttons, each ending in one command.

use app::vault::Kind;
use domain::member::event::Expectation;
use domain::member::{Member, MemberCommand, MemberError};
use domain::values::{Bio, Language, Nickname, TimeZone, TopicSet};

use super::question::{ask, ask_again, finish, proceed, show_current};
use super::turn::Turn;
use super::{appeal, erasure, payment_case, report, tips};
use crate::HandleError;
use crate::callback_data::Action;
use crate::dialogues::{Dialogue, Question, store};
use crate::screens::profile::time_zone_name;
use crate::screens::question::{LAST_CARD, suggestions};
use crate::texts::{self, Markup};

/// The ordinal of an answer among the commands of its update; registration is 0.
const ANSWER: u32 = 1;

/// A text as the answer to the question that waits.
pub(super) async fn text(turn: &Turn, dialogue: Dialogue, text: &str) -> Result<(), HandleError> {
    match dialogue.question {
        Question::Nickname => match Nickname::parse(text) {
            Ok(nickname) => choose_nickname(turn, dialogue, &nickname).await,
            Err(fault) => {
                let sentence = turn.words().nickname_fault(fault.slug());
                ask_again(turn, dialogue, sentence).await
            }
        },
        Question::TimeZone => match parse_zone(text) {
            Some(time_zone) => {
                let at = turn.now;
                carry_out(
                    turn,
                    dialogue,
                    MemberCommand::ChooseTimeZone { time_zone, at },
                )
                .await
            }
            None => ask_again(turn, dialogue, turn.words().time_zone_unknown()).await,
        },
        Question::Bio => match Bio::parse(text) {
            Ok(bio) => write_bio(turn, dialogue, &bio).await,
            Err(fault) => {
                let sentence = turn.words().bio_fault(fault.slug());
                ask_again(turn, dialogue, sentence).await
            }
        },
        Question::TipAmount => tips::amount(turn, dialogue, text).await,
        Question::PaymentCase => payment_case::words(turn, dialogue, text).await,
        Question::ReportComment => report::comment(turn, dialogue, text).await,
        Question::Appeal => appeal::text(turn, dialogue, text).await,
        Question::Erasure => erasure::word(turn, dialogue, text).await,
        Question::Rules
        | Question::Topics
        | Question::Purpose
        | Question::Sensitivity
        | Question::Windows => ask_again(turn, dialogue, turn.words().expected_button()).await,
    }
}

/// The answer was taken at an earlier delivery; perhaps nobody was told.
pub(super) async fn told_again(turn: &Turn, dialogue: Dialogue) {
    if dialogue.question == Question::PaymentCase {
        payment_case::say_sent(turn).await;
    }
}

/// A message that is not text where an answer is waited for.
pub(super) async fn not_text(turn: &Turn, dialogue: Dialogue) -> Result<(), HandleError> {
    let sentence = if dialogue.question.takes_text() {
        turn.words().expected_text_or_button()
    } else {
        turn.words().expected_button()
    };
    ask_again(turn, dialogue, sentence).await
}

/// A zone by its name, its offset, or the city on its button in any language.
fn parse_zone(text: &str) -> Option<TimeZone> {
    let wanted = text.trim().to_lowercase();
    let is_wanted = |zone: TimeZone| {
        Language::ALL.into_iter().any(|language| {
            let city = time_zone_name(texts::words(language), zone);
            city.plain().to_lowercase() == wanted
        })
    };
    let city = TimeZone::COMMON.into_iter().find(|zone| is_wanted(*zone));
    city.or_else(|| text.parse().ok())
}

/// Which question a button answers.
const fn question_of(action: Action) -> Option<Question> {
    match action {
        Action::RulesNext | Action::RulesOk | Action::RulesMinor => Some(Question::Rules),
        Action::NickPick(_) => Some(Question::Nickname),
        Action::TimeZoneSet(_) | Action::TimeZoneOther => Some(Question::TimeZone),
        Action::TopicToggle(_) | Action::TopicsDone => Some(Question::Topics),
        Action::BioSkip => Some(Question::Bio),
        Action::PurposeSet(_) => Some(Question::Purpose),
        Action::SensitivitySet(_) => Some(Question::Sensitivity),
        Action::WindowsToggle(_) | Action::WindowsDone => Some(Question::Windows),
        _ => None,
    }
}

/// A button as the answer to a question; the sentence to answer the press with, if any.
pub(super) async fn button(turn: &Turn, action: Action) -> Result<Option<Markup>, HandleError> {
    let Some(question) = question_of(action) else {
        return Ok(Some(turn.words().button_stale()));
    };
    let member = turn.member().await?;
    let stored = store::find(&turn.services.pool, turn.member_id()).await?;
    let again = stored.filter(|stored| stored.changed_by == turn.incoming.correlation());
    if again.is_some_and(|stored| !stored.draft.answering) {
        show_current(turn).await?;
        return Ok(None);
    }
    let dialogue = again.or_else(|| Dialogue::current(&member, stored, turn.now));
    match dialogue.filter(|dialogue| dialogue.question == question) {
        Some(dialogue) => choose(turn, &member, dialogue, action).await,
        None => Ok(Some(outdated(turn, &member, question))),
    }
}

/// What became of a question whose button is pressed too late.
fn outdated(turn: &Turn, member: &Member, question: Question) -> Markup {
    let is_answered = member
        .next_step()
        .is_none_or(|step| Question::from(step) as u8 > question as u8);
    match question {
        Question::Rules if member.rules_accepted_at.is_some() => {
            turn.words().rules_already_accepted()
        }
        Question::Rules => turn.words().button_stale(),
        _ if is_answered => turn.words().question_answered(),
        _ => turn.words().button_stale(),
    }
}

async fn choose(
    turn: &Turn,
    member: &Member,
    mut dialogue: Dialogue,
    action: Action,
) -> Result<Option<Markup>, HandleError> {
    let at = turn.now;
    let command = match action {
        Action::RulesNext => return next_card(turn, dialogue).await,
        Action::TimeZoneOther => {
            dialogue.draft.other_zone = true;
            dialogue.asked_at = turn.now;
            return ask(turn, dialogue, None).await.map(|()| None);
        }
        Action::TopicToggle(topic) => {
            dialogue.draft.topics = dialogue.draft.topics.toggled(topic);
            if dialogue.draft.topics.len() > TopicSet::MAX {
                return Ok(Some(turn.words().topics_too_many()));
            }
            return ask(turn, dialogue, None).await.map(|()| None);
        }
        Action::WindowsToggle(window) => {
            dialogue.draft.windows = dialogue.draft.windows.toggled(window);
            return ask(turn, dialogue, None).await.map(|()| None);
        }
        Action::TopicsDone if dialogue.draft.topics.len() < TopicSet::MIN => {
            return Ok(Some(turn.words().topics_too_few()));
        }
        Action::NickPick(number) => return pick_nickname(turn, dialogue, number).await,
        Action::RulesMinor => return declare_minor(turn, dialogue).await,
        Action::RulesOk => MemberCommand::AcceptRules { at },
        Action::TimeZoneSet(time_zone) => MemberCommand::ChooseTimeZone { time_zone, at },
        Action::TopicsDone => MemberCommand::ChooseTopics {
            topics: dialogue.draft.topics,
            at,
        },
        Action::BioSkip => MemberCommand::WriteBio { bio: None, at },
        Action::PurposeSet(purpose) => stated(Expectation::Purpose(purpose), at),
        Action::SensitivitySet(choice) => stated(Expectation::Sensitivity(choice), at),
        Action::WindowsDone => stated(Expectation::FreeTime(dialogue.draft.windows), at),
        _ => return Ok(Some(outdated(turn, member, dialogue.question))),
    };
    carry_out(turn, dialogue, command).await.map(|()| None)
}

const fn stated(expectation: Expectation, at: chrono::DateTime<chrono::Utc>) -> MemberCommand {
    MemberCommand::StateExpectation { expectation, at }
}

/// The next rules card, if the pressed one is the one shown last: a double press does not skip a card.
async fn next_card(turn: &Turn, mut dialogue: Dialogue) -> Result<Option<Markup>, HandleError> {
    let is_shown_last = dialogue.message_id.is_none() || dialogue.message_id == turn.pressed;
    if is_shown_last && dialogue.draft.card < LAST_CARD {
        dialogue.draft.card += 1;
    }
    ask(turn, dialogue, None).await.map(|()| None)
}

async fn declare_minor(turn: &Turn, dialogue: Dialogue) -> Result<Option<Markup>, HandleError> {
    let command = MemberCommand::DeclareMinor { at: turn.now };
    let done = turn
        .execute::<Member>(ANSWER, turn.member_id(), command)
        .await?;
    if done.is_err() {
        return Ok(Some(turn.words().button_stale()));
    }
    finish(turn, dialogue).await?;
    store::clear(&turn.services.pool, turn.member_id()).await?;
    let screen = crate::keyboards::Screen::plain(super::sos::minor_card(turn));
    turn.show(&screen).await;
    Ok(None)
}

async fn pick_nickname(
    turn: &Turn,
    dialogue: Dialogue,
    number: u8,
) -> Result<Option<Markup>, HandleError> {
    let suggestions = suggestions(turn.words().language(), turn.member_id());
    let picked = usize::from(number)
        .checked_sub(1)
        .and_then(|index| suggestions.get(index));
    match picked.and_then(|name| Nickname::parse(name).ok()) {
        Some(nickname) => choose_nickname(turn, dialogue, &nickname)
            .await
            .map(|()| None),
        None => Ok(Some(turn.words().button_stale())),
    }
}

async fn choose_nickname(
    turn: &Turn,
    dialogue: Dialogue,
    nickname: &Nickname,
) -> Result<(), HandleError> {
    let vault = &turn.services.vault;
    let reference = vault
        .put(turn.member_id(), Kind::Nickname, nickname.as_str())
        .await?;
    let command = MemberCommand::ChooseNickname {
        nickname: reference,
        at: turn.now,
    };
    carry_out(turn, dialogue, command).await
}

async fn write_bio(turn: &Turn, dialogue: Dialogue, bio: &Bio) -> Result<(), HandleError> {
    let vault = &turn.services.vault;
    let reference = vault.put(turn.member_id(), Kind::Bio, bio.as_str()).await?;
    let command = MemberCommand::WriteBio {
        bio: Some(reference),
        at: turn.now,
    };
    carry_out(turn, dialogue, command).await
}

/// Carries out an answer and goes on. What is being answered is written down first, so that a second delivery after a crash answers
/// the same question and not the one after it.
async fn carry_out(
    turn: &Turn,
    mut dialogue: Dialogue,
    command: MemberCommand,
) -> Result<(), HandleError> {
    dialogue.draft.answering = true;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&turn.services.pool, turn.member_id(), &dialogue).await?;
    let done = turn
        .execute::<Member>(ANSWER, turn.member_id(), command)
        .await?;
    match done {
        Ok(_) => proceed(turn, dialogue).await,
        Err(MemberError::TopicCount(_)) => {
            ask_again(turn, dialogue, turn.words().topics_too_few()).await
        }
        // Another answer came first: the question that waits now is asked.
        Err(_) => {
            finish(turn, dialogue).await?;
            show_current(turn).await
        }
    }
}

//! Questions that wait for an answer: one per member, kept in a table, so that a restart or another replica goes on where the member
//! was. Which onboarding question is next says the Member aggregate; the table adds what was chosen so far.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use domain::member::{Member, OnboardingStep};
use domain::values::{FreeWindows, TopicSet};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// After this long a question that waits for a text in a talk is asked again instead of answered (product.md, "Onboarding").
const TALK_ANSWER_LIMIT: Duration = Duration::minutes(10);

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// The three cards and the age gate.
    Rules,
    /// The pseudonym.
    Nickname,
    /// The time zone.
    TimeZone,
    /// 2 to 6 topics.
    Topics,
    /// The bio.
    Bio,
    /// поддержка / совет / дружба
    Purpose,
    /// бережно / открыто
    Sensitivity,
    /// утро / день / вечер / ночь
    Windows,
}

impl Question {
    /// Every question in the order of the onboarding.
    pub const ALL: [Self; 8] = [
        Self::Rules,
        Self::Nickname,
        Self::TimeZone,
        Self::Topics,
        Self::Bio,
        Self::Purpose,
        Self::Sensitivity,
        Self::Windows,
    ];

    /// The slug in `profile.edit`, in the table and in text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Nickname => "nickname",
            Self::TimeZone => "time_zone",
            Self::Topics => "topics",
            Self::Bio => "bio",
            Self::Purpose => "purpose",
            Self::Sensitivity => "sensitivity",
            Self::Windows => "windows",
        }
    }

    /// The question of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|question| question.slug() == slug)
    }

    /// Whether it is a field of the profile.
    pub fn is_editable(self) -> bool {
        self != Self::Rules
    }

    /// Whether a text can answer it.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Nickname | Self::TimeZone | Self::Bio)
    }
}

impl From<OnboardingStep> for Question {
    fn from(step: OnboardingStep) -> Self {
        match step {
            OnboardingStep::Rules => Self::Rules,
            OnboardingStep::Nickname => Self::Nickname,
            OnboardingStep::TimeZone => Self::TimeZone,
            OnboardingStep::Topics => Self::Topics,
            OnboardingStep::Bio => Self::Bio,
            OnboardingStep::Purpose => Self::Purpose,
            OnboardingStep::Sensitivity => Self::Sensitivity,
            OnboardingStep::FreeTime => Self::Windows,
        }
    }
}

/// Choices made so far. No text of the member's is ever in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The rules card shown, from 0.
    pub card: u8,
    /// Topics toggled so far.
    pub topics: TopicSet,
    /// Windows toggled so far.
    pub windows: FreeWindows,
    /// «Другой пояс» was pressed.
    pub other_zone: bool,
    /// A field of a complete profile is being changed.
    pub editing: bool,
    /// The answer is being carried out: a second delivery of the same update finishes it.
    pub answering: bool,
}

/// A question with what was chosen so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialogue {
    /// What is asked.
    pub question: Question,
    /// What was chosen.
    pub draft: Draft,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The message that asks.
    pub message_id: Option<i32>,
    /// The update that changed it last.
    pub changed_by: Uuid,
}

impl Dialogue {
    /// A question that is asked now.
    pub fn fresh(question: Question, member: &Member, asked_at: DateTime<Utc>) -> Self {
        Self {
            question,
            draft: Draft {
                topics: member.topics,
                windows: member.free_time.unwrap_or_default(),
                ..Draft::default()
            },
            asked_at,
            message_id: None,
            changed_by: Uuid::nil(),
        }
    }

    /// Whether it is about a field of a complete profile.
    pub const fn is_editing(&self) -> bool {
        self.draft.editing
    }

    /// The question that waits for this member's answer: the stored one if it is still the right one, else the next of the onboarding.
    pub fn current(member: &Member, stored: Option<Self>, now: DateTime<Utc>) -> Option<Self> {
        if member.minor {
            // Only the rules cards, when asked for anew.
            return stored.filter(|stored| stored.question == Question::Rules);
        }
        match member.next_step().map(Question::from) {
            Some(question) => stored
                .filter(|stored| stored.question == question && !stored.is_editing())
                .or_else(|| Some(Self::fresh(question, member, now))),
            None => stored.filter(Self::is_editing),
        }
    }

    /// Whether a text typed in a talk is meant for this question: only one asked since the talk opened can be.
    pub fn waits_for_text_in_talk(&self, talk_opened_at: Option<DateTime<Utc>>) -> bool {
        let asked_in_talk = talk_opened_at.is_some_and(|opened_at| self.asked_at >= opened_at);
        self.question.takes_text() && asked_in_talk
    }

    /// Whether a text comes too late to be taken for the answer in a talk.
    pub fn is_too_old_for_talk(&self, now: DateTime<Utc>) -> bool {
        now - self.asked_at >= TALK_ANSWER_LIMIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    #[test]
    fn the_stored_question_counts_only_while_it_is_the_next_one() {
        let member = Member {
            registered: true,
            rules_accepted_at: Some(at(0)),
            ..Member::default()
        };
        let nickname = Dialogue {
            message_id: Some(5),
            ..Dialogue::fresh(Question::Nickname, &member, at(1))
        };
        let rules = Dialogue::fresh(Question::Rules, &member, at(1));
        assert_eq!(
            Dialogue::current(&member, Some(nickname), at(9)),
            Some(nickname)
        );
        let next = Dialogue::current(&member, Some(rules), at(9)).expect("a question");
        assert_eq!((next.question, next.asked_at), (Question::Nickname, at(9)));
    }

    #[test]
    fn a_text_in_a_talk_answers_only_what_was_asked_in_it_and_only_for_ten_minutes() {
        let asked = Dialogue::fresh(Question::Bio, &Member::default(), at(20));
        assert!(asked.waits_for_text_in_talk(Some(at(10))));
        assert!(!asked.waits_for_text_in_talk(Some(at(21))));
        assert!(!asked.is_too_old_for_talk(at(29)));
        assert!(asked.is_too_old_for_talk(at(30)));
    }
}

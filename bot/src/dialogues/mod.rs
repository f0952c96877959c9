//! Questions that wait for an answer: one per member, kept in a table, so that a restart or another replica goes on where the member
//! was. Which onboarding question is next says the Member aggregate; the table adds what was chosen so far.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use domain::member::{Member, OnboardingStep};
use domain::moderation::ReportReason;
use domain::values::{CaseId, FreeWindows, MatchId, TopicSet};
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
    /// How many Stars to give.
    TipAmount,
    /// What went wrong with a payment.
    PaymentCase,
    /// What else the moderators should know about a report.
    ReportComment,
    /// Why a decision is wrong.
    Appeal,
    /// The word that erases everything.
    Erasure,
}

impl Question {
    /// Every question: those of the onboarding in its order, then those beside it.
    pub const ALL: [Self; 13] = [
        Self::Rules,
        Self::Nickname,
        Self::TimeZone,
        Self::Topics,
        Self::Bio,
        Self::Purpose,
        Self::Sensitivity,
        Self::Windows,
        Self::TipAmount,
        Self::PaymentCase,
        Self::ReportComment,
        Self::Appeal,
        Self::Erasure,
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
            Self::TipAmount => "tip_amount",
            Self::PaymentCase => "payment_case",
            Self::ReportComment => "report_comment",
            Self::Appeal => "appeal",
            Self::Erasure => "erasure",
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
        self != Self::Rules && !self.is_aside()
    }

    /// Whether it belongs to no profile: it waits whatever the profile lacks.
    pub const fn is_aside(self) -> bool {
        matches!(
            self,
            Self::TipAmount
                | Self::PaymentCase
                | Self::ReportComment
                | Self::Appeal
                | Self::Erasure
        )
    }

    /// Whether a text can answer it.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Nickname | Self::TimeZone | Self::Bio) || self.is_aside()
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
    /// A field of a complete profile is being changed, or a question beside the profile waits.
    pub editing: bool,
    /// The talk that waits for the answer to a question beside the profile.
    pub in_talk: Option<Uuid>,
    /// The talk that is thanked for.
    pub about: Option<Uuid>,
    /// What is reported, while its comment is asked for.
    pub report: Option<(MatchId, ReportReason)>,
    /// Which case's decision is appealed.
    pub appeal: Option<CaseId>,
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

    /// A question beside the profile that is asked now.
    pub fn aside(question: Question, draft: Draft, asked_at: DateTime<Utc>) -> Self {
        Self {
            question,
            draft: Draft {
                editing: true,
                ..draft
            },
            asked_at,
            message_id: None,
            changed_by: Uuid::nil(),
        }
    }

    /// Whether it is about a field of a complete profile, or beside the profile, and waits.
    pub const fn is_editing(&self) -> bool {
        self.draft.editing
    }

    /// The question that waits for this member's answer: the stored one if it is still the right one, else the next of the onboarding.
    pub fn current(member: &Member, stored: Option<Self>, now: DateTime<Utc>) -> Option<Self> {
        if member.standing.is_banned() {
            let stays = |stored: &Self| {
                matches!(
                    stored.question,
                    Question::Appeal | Question::PaymentCase | Question::Erasure
                )
            };
            return stored.filter(|stored| stored.is_editing() && stays(stored));
        }
        let is_waiting_aside = |stored: &Self| stored.question.is_aside() && stored.is_editing();
        if let Some(aside) = stored.filter(is_waiting_aside) {
            return Some(aside);
        }
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
    fn a_question_aside_waits_whatever_the_profile_lacks_until_it_is_answered() {
        let mut aside = Dialogue::aside(Question::PaymentCase, Draft::default(), at(1));
        for member in [
            Member::default(),
            Member {
                minor: true,
                ..Member::default()
            },
        ] {
            assert_eq!(Dialogue::current(&member, Some(aside), at(9)), Some(aside));
        }
        aside.draft.editing = false;
        let next = Dialogue::current(&Member::default(), Some(aside), at(9)).expect("a question");
        assert_eq!(next.question, Question::Rules);
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

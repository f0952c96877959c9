//! The member's state and decisions.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{MemberCommand, MemberError, MemberEvent};
use crate::Rules;
use crate::values::{
    FreeWindows, MemberId, Purpose, Sensitivity, TimeZone, Timestamp, TopicSet, VaultRef,
};

/// Where the onboarding goes on. The order is part of the contract: rules → nickname → time zone → topics → bio → purpose →
/// sensitivity → free time → complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStep {
    /// The three cards and the age gate.
    Rules,
    /// The pseudonym.
    Nickname,
    /// The time zone.
    TimeZone,
    /// 2 to 6 topics.
    Topics,
    /// The bio or «Пропустить».
    Bio,
    /// поддержка / совет / дружба
    Purpose,
    /// бережно / открыто
    Sensitivity,
    /// утро / день / вечер / ночь
    FreeTime,
}

/// One member as decided so far. Personal values are references into the vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Set by `MemberRegistered`'s stream id through the command.
    pub id: Option<MemberId>,
    /// Whether `MemberRegistered` happened.
    pub registered: bool,
    /// When the rules were accepted.
    pub rules_accepted_at: Option<Timestamp>,
    /// The person said they are under 18 and has not accepted the rules since.
    pub minor: bool,
    /// The pseudonym.
    pub nickname: Option<VaultRef>,
    /// The zone.
    pub time_zone: Option<TimeZone>,
    /// The topics.
    pub topics: TopicSet,
    /// The bio question was answered or skipped.
    pub bio_answered: bool,
    /// The bio, if there is one.
    pub bio: Option<VaultRef>,
    /// The answer to «что вы ищете», outer `None` while not asked.
    pub purpose: Option<Option<Purpose>>,
    /// The answer to «бережно / открыто», outer `None` while not asked.
    pub sensitivity: Option<Option<Sensitivity>>,
    /// The free windows, `None` while not asked.
    pub free_time: Option<FreeWindows>,
    /// Whether `ProfileCompleted` happened.
    pub complete: bool,
    /// Who is blocked, since when.
    pub blocks: BTreeMap<MemberId, Timestamp>,
    /// Telegram refuses messages to this member.
    pub unreachable: bool,
}

impl Member {
    /// The first question without an answer, or `None` when the profile is complete.
    pub fn next_step(&self) -> Option<OnboardingStep> {
        None
    }
}

impl Aggregate for Member {
    const TYPE: &'static str = "member";
    type Command = MemberCommand;
    type Event = MemberEvent;
    type Error = MemberError;
    type Services = Rules;

    async fn handle(
        &mut self,
        _command: Self::Command,
        _rules: &Rules,
        _sink: &EventSink<Self>,
    ) -> Result<(), MemberError> {
        Ok(())
    }

    fn apply(&mut self, _event: MemberEvent) {}
}

//! The member's state and decisions.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::event::Expectation;
use super::{MemberCommand, MemberError, MemberEvent, OnboardingStep, StaffStanding};
use crate::Rules;
use crate::values::{
    FreeWindows, Language, MatchId, MemberId, Pair, Purpose, Sensitivity, TimeZone, Timestamp,
    TopicSet, VaultRef,
};

/// One member as decided so far. Personal values are references into the vault.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude one another"
)]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Who; `None` before `MemberRegistered`.
    pub id: Option<MemberId>,
    /// Whether `MemberRegistered` happened.
    pub registered: bool,
    /// `MemberErased` happened, and `MemberReturned` not since.
    pub erased: bool,
    /// When the member erased themselves last; stays when they come back.
    pub erased_at: Option<Timestamp>,
    /// When the rules were accepted; `None` again after `MinorDeclared`.
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
    /// The language, `None` while neither Telegram nor the member named one.
    pub language: Option<Language>,
    /// Peers can neither forward nor save what this member sends.
    pub protect_content: bool,
    /// Who is blocked, since when.
    pub blocks: BTreeMap<MemberId, Timestamp>,
    /// Telegram refuses messages to this member.
    pub unreachable: bool,
    /// What the staff decided, and what others reported.
    pub standing: StaffStanding,
}

impl Member {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(
        &self,
        command: &MemberCommand,
        rules: &Rules,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        if let MemberCommand::RegisterMember {
            member,
            language,
            at,
        } = *command
        {
            return self.register(member, language, at);
        }
        let id = self.id.ok_or(MemberError::NotRegistered)?;
        // A case goes on when its subject is gone: whoever comes back inherits what was decided.
        if let Some(decided) = self.standing.decide(command) {
            return decided;
        }
        if let Some(decided) = self.erase_or_return(id, command, rules) {
            return decided;
        }
        match *command {
            MemberCommand::AcceptRules { at } => self.answer(
                OnboardingStep::Rules,
                self.rules_accepted_at.is_none(),
                MemberEvent::RulesAccepted { at },
                at,
            ),
            MemberCommand::DeclareMinor { at } => {
                Ok(news(!self.minor, MemberEvent::MinorDeclared { at }))
            }
            MemberCommand::ChooseNickname { nickname, at } => self.answer(
                OnboardingStep::Nickname,
                self.nickname != Some(nickname),
                MemberEvent::NicknameChosen { nickname, at },
                at,
            ),
            MemberCommand::ChooseTimeZone { time_zone, at } => self.answer(
                OnboardingStep::TimeZone,
                self.time_zone != Some(time_zone),
                MemberEvent::TimeZoneChosen { time_zone, at },
                at,
            ),
            MemberCommand::ChooseTopics { topics, at } => self.choose_topics(topics, at),
            MemberCommand::WriteBio { bio, at } => self.answer(
                OnboardingStep::Bio,
                !self.bio_answered || self.bio != bio,
                MemberEvent::BioWritten { bio, at },
                at,
            ),
            MemberCommand::StateExpectation { expectation, at } => self.answer(
                OnboardingStep::of(expectation),
                self.expectation_differs(expectation),
                MemberEvent::ExpectationsStated { expectation, at },
                at,
            ),
            MemberCommand::ChooseLanguage { language, at } => Ok(news(
                self.language != Some(language),
                MemberEvent::LanguageChosen { language, at },
            )),
            MemberCommand::ChooseContentProtection { protected, at } => Ok(news(
                self.protect_content != protected,
                MemberEvent::ContentProtectionChosen { protected, at },
            )),
            MemberCommand::BlockUser { peer, match_id, at } => self.block(id, peer, match_id, at),
            MemberCommand::UnblockUser { peer, at } => self.unblock(id, peer, at, rules),
            MemberCommand::MarkUnreachable { at } => Ok(news(
                !self.unreachable,
                MemberEvent::MemberUnreachable { at },
            )),
            MemberCommand::MarkReachable { at } => {
                Ok(news(self.unreachable, MemberEvent::MemberReachable { at }))
            }
            // Decided above: the life of the stream, and how the member stands with the staff.
            MemberCommand::RegisterMember { .. }
            | MemberCommand::EraseMember { .. }
            | MemberCommand::ReturnMember { .. }
            | MemberCommand::WarnMember { .. }
            | MemberCommand::MuteMember { .. }
            | MemberCommand::SuspendMember { .. }
            | MemberCommand::BanMember { .. }
            | MemberCommand::ReinstateMember { .. }
            | MemberCommand::ExpireStrike { .. }
            | MemberCommand::WeighReport { .. }
            | MemberCommand::LiftSearchHold { .. }
            | MemberCommand::MuteReporter { .. } => Ok(Vec::new()),
        }
    }

    /// An answer of the onboarding or a later change of it, and `ProfileCompleted` with the one that was the last missing.
    fn answer(
        &self,
        step: OnboardingStep,
        is_new: bool,
        event: MemberEvent,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        self.in_order(step)?;
        let mut events = news(is_new, event.clone());
        if is_new && !self.complete {
            let mut after = self.clone();
            after.apply(event);
            if after.next_step().is_none() {
                events.push(MemberEvent::ProfileCompleted { at });
            }
        }
        Ok(events)
    }

    fn choose_topics(
        &self,
        topics: TopicSet,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        let events = self.answer(
            OnboardingStep::Topics,
            self.topics != topics,
            MemberEvent::TopicsChosen { topics, at },
            at,
        )?;
        if (TopicSet::MIN..=TopicSet::MAX).contains(&topics.len()) {
            Ok(events)
        } else {
            Err(MemberError::TopicCount(topics.len()))
        }
    }

    fn expectation_differs(&self, expectation: Expectation) -> bool {
        match expectation {
            Expectation::Purpose(purpose) => self.purpose != Some(purpose),
            Expectation::Sensitivity(sensitivity) => self.sensitivity != Some(sensitivity),
            Expectation::FreeTime(windows) => self.free_time != Some(windows),
        }
    }

    fn block(
        &self,
        id: MemberId,
        peer: MemberId,
        match_id: Option<MatchId>,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        let pair = Pair::new(id, peer).ok_or(MemberError::OwnBlock)?;
        Ok(news(
            !self.blocks.contains_key(&peer),
            MemberEvent::UserBlocked {
                peer,
                pair,
                match_id,
                at,
            },
        ))
    }

    pub(super) fn unblock(
        &self,
        id: MemberId,
        peer: MemberId,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        let pair = Pair::new(id, peer).ok_or(MemberError::OwnBlock)?;
        let blocked_at = self.blocks.get(&peer).ok_or(MemberError::NotBlocked)?;
        Ok(vec![MemberEvent::UserUnblocked {
            peer,
            pair,
            restricted_until: *blocked_at + rules.block_cooldown,
            at,
        }])
    }

    fn state_expectation(&mut self, expectation: Expectation) {
        match expectation {
            Expectation::Purpose(purpose) => self.purpose = Some(purpose),
            Expectation::Sensitivity(sensitivity) => self.sensitivity = Some(sensitivity),
            Expectation::FreeTime(windows) => self.free_time = Some(windows),
        }
    }
}

fn news(is_new: bool, event: MemberEvent) -> Vec<MemberEvent> {
    if is_new { vec![event] } else { Vec::new() }
}

impl Aggregate for Member {
    const TYPE: &'static str = "member";
    type Command = MemberCommand;
    type Event = MemberEvent;
    type Error = MemberError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), MemberError> {
        for event in self.decide(&command, rules)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: MemberEvent) {
        match event {
            MemberEvent::MemberRegistered { member, .. } => {
                self.id = Some(member);
                self.registered = true;
            }
            MemberEvent::RulesAccepted { at } => {
                self.rules_accepted_at = Some(at);
                self.minor = false;
            }
            MemberEvent::MinorDeclared { .. } => {
                self.rules_accepted_at = None;
                self.minor = true;
            }
            MemberEvent::NicknameChosen { nickname, .. } => self.nickname = Some(nickname),
            MemberEvent::TimeZoneChosen { time_zone, .. } => self.time_zone = Some(time_zone),
            MemberEvent::TopicsChosen { topics, .. } => self.topics = topics,
            MemberEvent::BioWritten { bio, .. } => {
                self.bio_answered = true;
                self.bio = bio;
            }
            MemberEvent::ExpectationsStated { expectation, .. } => {
                self.state_expectation(expectation);
            }
            MemberEvent::ProfileCompleted { .. } => self.complete = true,
            MemberEvent::LanguageChosen { language, .. } => self.language = Some(language),
            MemberEvent::ContentProtectionChosen { protected, .. } => {
                self.protect_content = protected;
            }
            MemberEvent::UserBlocked { peer, at, .. } => {
                self.blocks.insert(peer, at);
            }
            MemberEvent::UserUnblocked { peer, .. } => {
                self.blocks.remove(&peer);
            }
            MemberEvent::MemberUnreachable { .. } => self.unreachable = true,
            MemberEvent::MemberReachable { .. } => self.unreachable = false,
            MemberEvent::MemberErased { at } => *self = self.without_profile(at),
            MemberEvent::MemberReturned { .. } => {
                self.registered = true;
                self.erased = false;
            }
            MemberEvent::MemberWarned { .. }
            | MemberEvent::MemberMuted { .. }
            | MemberEvent::MemberSuspended { .. }
            | MemberEvent::MemberBanned { .. }
            | MemberEvent::MemberReinstated { .. }
            | MemberEvent::StrikeExpired { .. }
            | MemberEvent::ReportWeighed { .. }
            | MemberEvent::SearchHeld { .. }
            | MemberEvent::SearchHoldLifted { .. }
            | MemberEvent::ReporterMuted { .. } => self.standing.apply(&event),
        }
    }
}

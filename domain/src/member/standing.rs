//! What was decided about a member: sanctions, strikes, a hold of searching, and how much their reports count.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::event::{HoldEnd, ReinstateCause};
use super::{MemberCommand, MemberError, MemberEvent};
use crate::moderation::{PolicyReason, ReportReason};
use crate::values::{CaseId, MemberId, ReportId, Timestamp};

/// How long a strike counts (product.md, "Safety").
pub const STRIKE_LIFE: Duration = Duration::days(90);
/// Strikes that suggest a suspension to the moderator; never an automatic one.
pub const STRIKES_TO_SUGGEST_SUSPENSION: usize = 3;
/// Reports by so many different members hold searching …
pub const SIGNALS_TO_HOLD: usize = 3;
/// … when they came within this time.
pub const SIGNAL_LIFE: Duration = Duration::days(30);
/// A hold that no moderator looked at lapses after this.
pub const HOLD_LIFE: Duration = Duration::hours(24);
/// How long a reporter of bad faith is not counted.
pub const REPORTER_MUTE: Duration = Duration::days(90);

/// What keeps a member from searching by the staff's word, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restraint {
    /// By signals, until a moderator looked.
    Held {
        /// At the latest.
        until: Timestamp,
    },
    /// For some days.
    Muted {
        /// When it ends.
        until: Timestamp,
    },
    /// Until somebody lifts it.
    Suspended,
    /// For good.
    Banned,
}

impl Restraint {
    /// When it ends by itself.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Held { until } | Self::Muted { until } => Some(until),
            Self::Suspended | Self::Banned => None,
        }
    }

    fn is_on(self, now: Timestamp) -> bool {
        self.until().is_none_or(|until| until > now)
    }
}

/// One report that counts as a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Which.
    pub report_id: ReportId,
    /// Whose.
    pub reporter: MemberId,
    /// When.
    pub at: Timestamp,
}

/// How a member stands with the staff. A case sanctions once, so that taking one decision back leaves the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffStanding {
    /// Mutes, suspensions and bans in force, by case.
    pub sanctions: BTreeMap<CaseId, Restraint>,
    /// Until when each decision counts as a strike.
    pub strikes: BTreeMap<CaseId, Timestamp>,
    /// Until when searching is held by signals.
    pub held_until: Option<Timestamp>,
    /// The signals that still count.
    pub signals: Vec<Signal>,
    /// Until when this member's reports are not counted.
    pub reporter_muted_until: Option<Timestamp>,
}

impl StaffStanding {
    /// What keeps the member from searching at this moment, the hardest of all.
    pub fn restraint(&self, now: Timestamp) -> Option<Restraint> {
        let held = self.held_until.map(|until| Restraint::Held { until });
        let sanctions = self.sanctions.values().copied();
        sanctions
            .chain(held)
            .filter(|restraint| restraint.is_on(now))
            .max()
    }

    /// Whether the member is banned: what is left is SOS, their own data, erasure, the appeal.
    pub fn is_banned(&self) -> bool {
        let mut sanctions = self.sanctions.values();
        sanctions.any(|sanction| *sanction == Restraint::Banned)
    }

    /// How many decisions against the member still count.
    pub fn strikes(&self, now: Timestamp) -> usize {
        let strikes = self.strikes.values();
        strikes.filter(|until| **until > now).count()
    }

    /// Whether reports of this member count as signals.
    pub fn is_counted_reporter(&self, now: Timestamp) -> bool {
        self.reporter_muted_until.is_none_or(|until| until <= now)
    }

    /// The events of a command that staff, policies or deadlines send; `None` for the commands of others.
    pub(super) fn decide(
        &self,
        command: &MemberCommand,
    ) -> Option<Result<Vec<MemberEvent>, MemberError>> {
        Some(Ok(match *command {
            MemberCommand::WarnMember {
                case_id,
                policy_reason,
                at,
            } => self.sanction(case_id, at, |strike_until| MemberEvent::MemberWarned {
                case_id,
                policy_reason,
                strike_until,
                at,
            }),
            MemberCommand::MuteMember {
                case_id,
                policy_reason,
                until,
                at,
            } => self.sanction(case_id, at, |strike_until| MemberEvent::MemberMuted {
                case_id,
                policy_reason,
                until,
                strike_until,
                at,
            }),
            MemberCommand::SuspendMember {
                case_id,
                policy_reason,
                at,
            } => self.sanction(case_id, at, |strike_until| MemberEvent::MemberSuspended {
                case_id,
                policy_reason,
                strike_until,
                at,
            }),
            MemberCommand::BanMember {
                case_id,
                policy_reason,
                at,
            } => self.sanction(case_id, at, |strike_until| MemberEvent::MemberBanned {
                case_id,
                policy_reason,
                strike_until,
                at,
            }),
            MemberCommand::ReinstateMember { case_id, cause, at } => {
                return Some(self.reinstate(case_id, cause, at));
            }
            MemberCommand::ExpireStrike { case_id, at } => {
                return Some(self.expire_strike(case_id, at));
            }
            MemberCommand::WeighReport {
                case_id,
                report_id,
                reporter,
                reason,
                at,
            } => self.weigh(case_id, report_id, reporter, reason, at),
            MemberCommand::LiftSearchHold { because, at } => {
                return Some(self.lift_hold(because, at));
            }
            MemberCommand::MuteReporter { case_id, at } => {
                if self.is_counted_reporter(at) {
                    let until = at + REPORTER_MUTE;
                    vec![MemberEvent::ReporterMuted { case_id, until, at }]
                } else {
                    Vec::new()
                }
            }
            _ => return None,
        }))
    }

    /// Once per case: the same decision may arrive twice.
    fn sanction(
        &self,
        case_id: CaseId,
        at: Timestamp,
        event: impl FnOnce(Timestamp) -> MemberEvent,
    ) -> Vec<MemberEvent> {
        if self.strikes.contains_key(&case_id) || self.sanctions.contains_key(&case_id) {
            return Vec::new();
        }
        vec![event(at + STRIKE_LIFE)]
    }

    fn reinstate(
        &self,
        case_id: CaseId,
        cause: ReinstateCause,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        let sanction = self.sanctions.get(&case_id);
        match cause {
            ReinstateCause::TermOver => {
                let sanction = sanction.ok_or(MemberError::NotSanctioned)?;
                if sanction.is_on(at) {
                    return Err(MemberError::TooEarly);
                }
            }
            ReinstateCause::Lifted => {
                sanction.ok_or(MemberError::NotSanctioned)?;
            }
            // A warning is taken back too: its strike goes.
            ReinstateCause::Appeal => {
                if sanction.is_none() && !self.strikes.contains_key(&case_id) {
                    return Err(MemberError::NotSanctioned);
                }
            }
        }
        Ok(vec![MemberEvent::MemberReinstated { case_id, cause, at }])
    }

    fn expire_strike(
        &self,
        case_id: CaseId,
        at: Timestamp,
    ) -> Result<Vec<MemberEvent>, MemberError> {
        match self.strikes.get(&case_id) {
            None => Ok(Vec::new()),
            Some(until) if *until > at => Err(MemberError::TooEarly),
            Some(_) => Ok(vec![MemberEvent::StrikeExpired { case_id, at }]),
        }
    }

    /// A call for help is no signal; whoever is held already is not held longer.
    fn weigh(
        &self,
        case_id: CaseId,
        report_id: ReportId,
        reporter: MemberId,
        reason: ReportReason,
        at: Timestamp,
    ) -> Vec<MemberEvent> {
        let mut signals = self.signals.iter();
        if reason == ReportReason::Crisis || signals.any(|known| known.report_id == report_id) {
            return Vec::new();
        }
        let mut events = vec![MemberEvent::ReportWeighed {
            case_id,
            report_id,
            reporter,
            reason,
            at,
        }];
        let reporters: BTreeSet<MemberId> = fresh(&self.signals, at)
            .map(|signal| signal.reporter)
            .chain([reporter])
            .collect();
        let is_held = self.held_until.is_some_and(|until| until > at);
        if !is_held && (reason.holds_alone() || reporters.len() >= SIGNALS_TO_HOLD) {
            events.push(MemberEvent::SearchHeld {
                case_id,
                until: at + HOLD_LIFE,
                at,
            });
        }
        events
    }

    fn lift_hold(&self, because: HoldEnd, at: Timestamp) -> Result<Vec<MemberEvent>, MemberError> {
        match (self.held_until, because) {
            (None, _) => Ok(Vec::new()),
            (Some(until), HoldEnd::Lapsed) if until > at => Err(MemberError::TooEarly),
            (Some(_), _) => Ok(vec![MemberEvent::SearchHoldLifted { because, at }]),
        }
    }

    /// Folds in what was decided; other events change nothing.
    pub fn apply(&mut self, event: &MemberEvent) {
        match *event {
            MemberEvent::MemberWarned {
                case_id,
                strike_until,
                ..
            } => {
                self.strikes.insert(case_id, strike_until);
            }
            MemberEvent::MemberMuted {
                case_id,
                until,
                strike_until,
                ..
            } => self.restrain(case_id, Restraint::Muted { until }, strike_until),
            MemberEvent::MemberSuspended {
                case_id,
                strike_until,
                ..
            } => self.restrain(case_id, Restraint::Suspended, strike_until),
            MemberEvent::MemberBanned {
                case_id,
                strike_until,
                ..
            } => self.restrain(case_id, Restraint::Banned, strike_until),
            MemberEvent::MemberReinstated { case_id, cause, .. } => {
                self.sanctions.remove(&case_id);
                if cause == ReinstateCause::Appeal {
                    self.strikes.remove(&case_id);
                }
            }
            MemberEvent::StrikeExpired { case_id, .. } => {
                self.strikes.remove(&case_id);
            }
            MemberEvent::ReportWeighed {
                report_id,
                reporter,
                at,
                ..
            } => {
                self.signals = fresh(&self.signals, at).copied().collect();
                self.signals.push(Signal {
                    report_id,
                    reporter,
                    at,
                });
            }
            MemberEvent::SearchHeld { until, .. } => self.held_until = Some(until),
            MemberEvent::SearchHoldLifted { because, .. } => {
                self.held_until = None;
                // What a moderator has looked at does not hold a second time.
                if because == HoldEnd::Reviewed {
                    self.signals.clear();
                }
            }
            MemberEvent::ReporterMuted { until, .. } => self.reporter_muted_until = Some(until),
            _ => {}
        }
    }

    fn restrain(&mut self, case_id: CaseId, restraint: Restraint, strike_until: Timestamp) {
        self.sanctions.insert(case_id, restraint);
        self.strikes.insert(case_id, strike_until);
    }
}

fn fresh(signals: &[Signal], at: Timestamp) -> impl Iterator<Item = &Signal> {
    signals
        .iter()
        .filter(move |signal| signal.at + SIGNAL_LIFE > at)
}

/// The commands that sanction, for whoever decides which.
pub fn sanction_command(
    decision: crate::moderation::Decision,
    case_id: CaseId,
    policy_reason: PolicyReason,
    until: Option<Timestamp>,
    at: Timestamp,
) -> Option<MemberCommand> {
    use crate::moderation::Decision;
    Some(match decision {
        Decision::Dismiss => return None,
        Decision::Warn => MemberCommand::WarnMember {
            case_id,
            policy_reason,
            at,
        },
        Decision::Mute { .. } => MemberCommand::MuteMember {
            case_id,
            policy_reason,
            until: until?,
            at,
        },
        Decision::Suspend => MemberCommand::SuspendMember {
            case_id,
            policy_reason,
            at,
        },
        Decision::Ban => MemberCommand::BanMember {
            case_id,
            policy_reason,
            at,
        },
    })
}

//! Looks are written down as they are: only the role is checked. Of an account's day just enough is remembered to say nothing twice.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{LockedFrom, StaffAccessCommand, StaffAccessError, StaffAccessEvent, WayIn};
use crate::Rules;
use crate::moderation::Actor;
use crate::values::{StaffId, Timestamp};

/// One person's day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StaffAccess {
    /// Whether a call was made with the password.
    pub called: bool,
    /// How long nobody comes in from some place.
    pub locked_until: Option<Timestamp>,
    /// How long nobody comes in at all.
    pub locked_everywhere_until: Option<Timestamp>,
}

impl StaffAccess {
    /// The event the command leads to; none where there is nothing new to write down.
    pub fn decide(
        &self,
        command: &StaffAccessCommand,
    ) -> Result<Option<StaffAccessEvent>, StaffAccessError> {
        let look = match *command {
            StaffAccessCommand::Staffing(ref command) => return self.staffing(command),
            StaffAccessCommand::ViewCase { by, case_id, at } => StaffAccessEvent::CaseViewed {
                staff: moderating(by)?,
                case_id,
                at,
            },
            StaffAccessCommand::ViewComment {
                by,
                case_id,
                report_id,
                at,
            } => StaffAccessEvent::CommentViewed {
                staff: moderating(by)?,
                case_id,
                report_id,
                at,
            },
            StaffAccessCommand::ViewMember { by, member, at } => StaffAccessEvent::MemberViewed {
                staff: moderating(by)?,
                member,
                at,
            },
            StaffAccessCommand::ViewReplay { by, of, as_of, at } => {
                StaffAccessEvent::ReplayViewed {
                    staff: moderating(by)?,
                    of,
                    as_of,
                    at,
                }
            }
            StaffAccessCommand::ExportBundle {
                by,
                case_id,
                position,
                at,
            } => StaffAccessEvent::BundleExported {
                staff: exporting(by)?,
                case_id,
                position,
                at,
            },
        };
        Ok(Some(look))
    }
}

/// Somebody who sees cases and members.
fn moderating(by: Actor) -> Result<StaffId, StaffAccessError> {
    if by.role.moderates() {
        Ok(by.staff)
    } else {
        Err(StaffAccessError::NotAModerator)
    }
}

/// Somebody who takes cases out of the system.
fn exporting(by: Actor) -> Result<StaffId, StaffAccessError> {
    let staff = moderating(by)?;
    if by.role.is_senior() {
        Ok(staff)
    } else {
        Err(StaffAccessError::NeedsSenior)
    }
}

impl Aggregate for StaffAccess {
    const TYPE: &'static str = "staff_access";
    type Command = StaffAccessCommand;
    type Event = StaffAccessEvent;
    type Error = StaffAccessError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        _rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), StaffAccessError> {
        if let Some(event) = self.decide(&command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: StaffAccessEvent) {
        match event {
            StaffAccessEvent::SignedIn {
                way: WayIn::Calls, ..
            } => self.called = true,
            StaffAccessEvent::LockedOut { from, until, .. } => match from {
                LockedFrom::OnePlace => self.locked_until = Some(until),
                LockedFrom::Everywhere => self.locked_everywhere_until = Some(until),
            },
            StaffAccessEvent::CaseViewed { .. }
            | StaffAccessEvent::CommentViewed { .. }
            | StaffAccessEvent::MemberViewed { .. }
            | StaffAccessEvent::ReplayViewed { .. }
            | StaffAccessEvent::BundleExported { .. }
            | StaffAccessEvent::SignedIn { .. }
            | StaffAccessEvent::SignInRefused { .. }
            | StaffAccessEvent::SignedOut { .. }
            | StaffAccessEvent::OtherSessionsEnded { .. }
            | StaffAccessEvent::PasswordChanged { .. }
            | StaffAccessEvent::TelegramLinked { .. }
            | StaffAccessEvent::TelegramUnlinked { .. }
            | StaffAccessEvent::AccountAdded { .. }
            | StaffAccessEvent::RoleChanged { .. }
            | StaffAccessEvent::SecondFactorSet { .. }
            | StaffAccessEvent::SecondFactorRemoved { .. }
            | StaffAccessEvent::RecoveryCodesMade { .. }
            | StaffAccessEvent::RecoveryCodeUsed { .. }
            | StaffAccessEvent::CodeRefused { .. }
            | StaffAccessEvent::RepeatedCodeRefused { .. }
            | StaffAccessEvent::NewBrowserSeen { .. }
            | StaffAccessEvent::AccessReset { .. }
            | StaffAccessEvent::AccountDisabled { .. } => {}
        }
    }
}

//! Looks are written down as they are: nothing to remember, and only the role to check.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{StaffAccessCommand, StaffAccessError, StaffAccessEvent};
use crate::Rules;

/// One person's looks of a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StaffAccess {
    /// How many there were.
    pub looks: u64,
}

impl StaffAccess {
    /// The event the command leads to.
    pub fn decide(command: &StaffAccessCommand) -> Result<StaffAccessEvent, StaffAccessError> {
        let by = command.by();
        if !by.role.moderates() {
            return Err(StaffAccessError::NotAModerator);
        }
        let staff = by.staff;
        Ok(match *command {
            StaffAccessCommand::ViewCase { case_id, at, .. } => {
                StaffAccessEvent::CaseViewed { staff, case_id, at }
            }
            StaffAccessCommand::ViewComment {
                case_id,
                report_id,
                at,
                ..
            } => StaffAccessEvent::CommentViewed {
                staff,
                case_id,
                report_id,
                at,
            },
            StaffAccessCommand::ViewMember { member, at, .. } => {
                StaffAccessEvent::MemberViewed { staff, member, at }
            }
            StaffAccessCommand::ViewReplay { of, as_of, at, .. } => {
                StaffAccessEvent::ReplayViewed {
                    staff,
                    of,
                    as_of,
                    at,
                }
            }
            StaffAccessCommand::ExportBundle { .. } if !by.role.is_senior() => {
                return Err(StaffAccessError::NeedsSenior);
            }
            StaffAccessCommand::ExportBundle {
                case_id,
                position,
                at,
                ..
            } => StaffAccessEvent::BundleExported {
                staff,
                case_id,
                position,
                at,
            },
        })
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
        sink.write(Self::decide(&command)?, self).await;
        Ok(())
    }

    fn apply(&mut self, _event: StaffAccessEvent) {
        self.looks += 1;
    }
}

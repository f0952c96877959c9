//! Case: what is reported about one member, who looks at it, what is decided, and the appeal.

pub mod aggregate;
pub mod command;
mod decide;
pub mod decision;
pub mod error;
pub mod event;
mod guards;
pub mod report;
mod stream;

pub use aggregate::{Appeal, Case, CaseState, MadeDecision};
pub use command::{Actor, CaseCommand, Verdict};
pub use decision::{
    AppealOutcome, Decision, DecisionTemplate, MuteDays, MuteDaysOutOfRange, PolicyReason,
};
pub use error::CaseError;
pub use event::CaseEvent;
pub(crate) use guards::guards;
pub use guards::report_key;
pub use report::{FiledReport, ReportReason};

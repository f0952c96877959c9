//! What is kept about one member, for that member alone (product.md, "Onboarding and profile": `/export`).
//!
//! Nothing tells who the others were: no id of theirs, no answer of theirs, no reason they gave. The one exception is the pseudonym
//! of somebody the member blocked, as the member knew them.

mod collect;
mod document;
mod written;

pub use collect::{Sources, blocks_of, collect};
pub use document::{
    AppealText, Block, DecisionAboutYou, DecisionKind, OwnData, Profile, Proposal, ReportComment,
    SearchEntry, Settings, Talk, TipGiven, TipReceived,
};

//! Read models: a folder each, where `projector.rs` folds events into rows and `query.rs` reads them.
//!
//! A projector is a pure function of the events ([`Projection`]); one runner turns it into SQL in batches, so that the live read
//! model ([`runner`]), a rebuilt one ([`rebuild`]), a checked one ([`verify`]) and one in memory as of any event ([`View`]) are the
//! same fold. A changed schema is a new version: a new table `name_vN` and a migration for it, filled beside the old one during
//! a rollout.

pub mod analytics;
pub mod cases;
pub mod conversations;
mod copy;
pub mod error;
pub mod ledger;
pub mod member_cards;
pub mod mentions;
pub mod projection;
pub mod rebuild;
pub mod registry;
pub mod reporters;
pub mod runner;
pub mod searches;
pub mod seekers;
mod shadow;
pub mod short_id;
pub mod staff_trail;
pub mod status;
pub mod subjects;
pub mod table;
pub mod tip_eligibility;
pub mod verify;
pub mod view;
pub mod waiting;

pub use error::ProjectionError;
pub use projection::{Positioned, Projection};
pub use registry::{AnyProjection, all, find};
pub use view::View;
pub use waiting::wait_for;

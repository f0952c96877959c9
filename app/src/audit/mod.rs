//! Proof that the log is as it was written: verified all the time, its head signed and published daily, pieces of it exported.
//!
//! The chain alone shows that something was changed, but not when somebody with all rights writes the whole chain anew. Heads that were
//! published outside this database, and signed with a key that is not in it, show that too (architecture.md, "The event log").

mod bundle;
mod heads;
mod of_case;
mod signer;
mod verifier;

pub use bundle::{BundleError, BundleFound, BundleScope, check_bundle, write_bundle};
pub use heads::{latest as latest_head, list as list_heads};
pub use of_case::stream_bundle;
pub use signer::{SignedHead, Signer};
pub use verifier::{AuditStatus, Verifier, status};

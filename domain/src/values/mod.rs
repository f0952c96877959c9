//! Values: each is parsed once at the edge and is right from then on.

pub mod availability;
pub mod bio;
pub mod charge_id;
pub mod expectations;
pub mod ids;
pub mod language;
pub mod nickname;
pub mod operator_note;
pub mod personal_text;
pub mod rating;
pub mod staff_role;
pub mod stars;
pub mod statement;
pub mod time_zone;
pub mod topics;

pub use availability::{FreeWindows, Window};
pub use bio::{Bio, BioError};
pub use charge_id::{ChargeId, NotAChargeId};
pub use expectations::{Purpose, Sensitivity};
pub use ids::{
    CaseId, CheckoutId, MatchId, MemberId, NotAPair, Pair, PayoutId, ReportId, SearchId, StaffId,
    TipId, VaultRef,
};
pub use language::Language;
pub use nickname::{Nickname, NicknameError};
pub use operator_note::{OperatorNote, OperatorNoteError};
pub use personal_text::{TextFault, contacts, crisis};
pub use rating::Rating;
pub use staff_role::{StaffRole, UnknownRole};
pub use stars::{NotATip, NotStars, Split, Stars, TipAmount};
pub use statement::{AppealText, ReportComment, StaffNote, Statement, StatementError};
pub use time_zone::TimeZone;
pub use topics::{Topic, TopicSet};

/// A moment in UTC, as given by the caller's clock.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

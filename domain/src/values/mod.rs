//! Values: each is parsed once at the edge and is right from then on.

pub mod availability;
pub mod bio;
pub mod expectations;
pub mod ids;
pub mod language;
pub mod nickname;
pub mod personal_text;
pub mod rating;
pub mod time_zone;
pub mod topics;

pub use availability::{FreeWindows, Window};
pub use bio::{Bio, BioError};
pub use expectations::{Purpose, Sensitivity};
pub use ids::{MatchId, MemberId, NotAPair, Pair, SearchId, VaultRef};
pub use language::Language;
pub use nickname::{Nickname, NicknameError};
pub use personal_text::{TextFault, contacts};
pub use rating::Rating;
pub use time_zone::TimeZone;
pub use topics::{Topic, TopicSet};

/// A moment in UTC, as given by the caller's clock.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

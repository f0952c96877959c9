//! What a person of the staff may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The role of a staff account; each later one of the first, second and fourth may do what the one before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Works the queue, decides, replays.
    Moderator,
    /// A moderator to whom cases are escalated, and who takes cases over.
    Senior,
    /// Reads statistics; sees no case and no member.
    Analyst,
    /// A senior who also looks after the staff.
    Admin,
}

impl StaffRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Moderator, Self::Senior, Self::Analyst, Self::Admin];

    /// The stable name in the table, on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Senior => "senior",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }

    /// Whether the person sees cases and members, and decides.
    pub const fn moderates(self) -> bool {
        matches!(self, Self::Moderator | Self::Senior | Self::Admin)
    }

    /// Whether escalated cases are this person's.
    pub const fn is_senior(self) -> bool {
        matches!(self, Self::Senior | Self::Admin)
    }

    /// Whether the person sees statistics.
    pub const fn analyses(self) -> bool {
        matches!(self, Self::Senior | Self::Analyst | Self::Admin)
    }

    /// Whether the person looks after the staff.
    pub const fn administers(self) -> bool {
        matches!(self, Self::Admin)
    }
}

impl fmt::Display for StaffRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// No role has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is moderator, senior, analyst or admin")]
pub struct UnknownRole;

impl FromStr for StaffRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or(UnknownRole)
    }
}

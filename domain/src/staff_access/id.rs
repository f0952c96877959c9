//! The stream of what a person of the staff opened.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::{StaffId, Timestamp};

/// One person and one day (UTC): a stream for good would grow without end, and every look would load it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StaffAccessId(Uuid);

impl StaffAccessId {
    /// The stream for a look at this moment.
    pub fn of(staff: StaffId, at: Timestamp) -> Self {
        Self(Uuid::new_v5(
            &staff.0,
            at.date_naive().to_string().as_bytes(),
        ))
    }
}

impl fmt::Display for StaffAccessId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for StaffAccessId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

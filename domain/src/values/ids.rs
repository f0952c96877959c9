//! Opaque ids: UUID v7 newtypes made by the caller, meaningless outside this system.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id! {
    /// A member. Says nothing about the Telegram account behind it: only the vault knows.
    MemberId
}
id! {
    /// One search of one member, from `/find` to its end.
    SearchId
}
id! {
    /// One pair of members: a proposal and the talk it may become.
    MatchId
}
id! {
    /// One invoice for a tip; or, of a payment that belongs to no invoice, the payment itself.
    TipId
}
id! {
    /// One pre-checkout question of Telegram: a digest of its id, so that the same question is known when it comes again.
    CheckoutId
}
id! {
    /// One payout to one member.
    PayoutId
}
id! {
    /// One moderation case about one subject.
    CaseId
}
id! {
    /// One report of one member about one talk.
    ReportId
}
id! {
    /// One person of the staff: moderator, senior, analyst or admin.
    StaffId
}
id! {
    /// Where the vault keeps one encrypted personal value. Immutable: a changed value gets a new reference.
    VaultRef
}

/// Two different members, unordered: the smaller id is always first, so that a pair has one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(MemberId, MemberId)", into = "(MemberId, MemberId)")]
pub struct Pair {
    first: MemberId,
    second: MemberId,
}

impl Pair {
    /// The pair of two members, or `None` when both are the same person.
    pub fn new(a: MemberId, b: MemberId) -> Option<Self> {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => Some(Self {
                first: a,
                second: b,
            }),
            std::cmp::Ordering::Greater => Some(Self {
                first: b,
                second: a,
            }),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Both members, the smaller id first.
    pub fn members(self) -> [MemberId; 2] {
        [self.first, self.second]
    }

    /// Whether the member is one of the two.
    pub fn contains(self, member: MemberId) -> bool {
        self.first == member || self.second == member
    }

    /// The other one of the two, or `None` for a stranger.
    pub fn peer_of(self, member: MemberId) -> Option<MemberId> {
        if member == self.first {
            Some(self.second)
        } else if member == self.second {
            Some(self.first)
        } else {
            None
        }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.first, self.second)
    }
}

/// The text is not two different members.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pair is two different members' ids with a colon between them")]
pub struct NotAPair;

impl FromStr for Pair {
    type Err = NotAPair;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, second) = text.split_once(':').ok_or(NotAPair)?;
        let member = |id: &str| id.parse::<MemberId>().map_err(|_| NotAPair);
        Self::new(member(first)?, member(second)?).ok_or(NotAPair)
    }
}

/// A pair was read whose members are one and the same.
#[derive(Debug, thiserror::Error)]
#[error("a pair needs two different members")]
pub struct SameMember;

impl TryFrom<(MemberId, MemberId)> for Pair {
    type Error = SameMember;

    fn try_from((a, b): (MemberId, MemberId)) -> Result<Self, Self::Error> {
        Self::new(a, b).ok_or(SameMember)
    }
}

impl From<Pair> for (MemberId, MemberId) {
    fn from(pair: Pair) -> Self {
        (pair.first, pair.second)
    }
}

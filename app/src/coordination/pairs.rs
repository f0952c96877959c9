//! Which message in one chat is which in the other: for replies, edits, deletes and reactions. Ids only, for 48 hours.

use std::time::Duration;

use domain::values::{MatchId, MemberId};

use super::Coordination;

/// As long as Telegram lets a bot delete a message.
const PAIR_LIFE: Duration = Duration::from_hours(48);

/// A few bytes by which a file is known again; they say nothing about what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub u32);

/// What of a message its counterpart is, so that a reply points at the right one and an edit knows what to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The pseudonym alone.
    Header,
    /// Words, or a part of them.
    Text,
    /// A file with the pseudonym above its caption.
    Media(Fingerprint),
    /// A file whose pseudonym stands at another message.
    Item(Fingerprint),
    /// A file that takes no caption.
    Bare,
    /// What the member wrote, seen from its copy.
    Original,
}

/// A message in the peer's chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// Its id there.
    pub message_id: i32,
    /// What it is of the whole.
    pub role: Role,
}

/// A message in one member's chat, and its counterparts in the peer's: a long one may have become several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePair {
    /// In whose chat the message is.
    pub member: MemberId,
    /// Its id there.
    pub message_id: i32,
    /// What it is in the peer's chat, in order.
    pub counterparts: Vec<Counterpart>,
}

/// The answer to a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairLookup {
    /// What it is in the peer's chat, in order, and in which talk it was said.
    Found(MatchId, Vec<Counterpart>),
    /// No relayed message, or older than 48 h.
    Unknown,
    /// Redis is away: replies and edits become plain messages.
    Unavailable,
}

impl PairLookup {
    /// The same for one talk: a message of another one is unknown.
    #[must_use]
    pub fn within(self, talk: MatchId) -> Self {
        match self {
            Self::Found(said_in, _) if said_in != talk => Self::Unknown,
            other => other,
        }
    }
}

impl Coordination {
    /// Remembers pairs of a talk; both directions are two pairs. False when Redis is away: then they are not remembered anywhere.
    pub async fn remember_pairs(&self, match_id: MatchId, pairs: &[MessagePair]) -> bool {
        let Some(link) = &self.inner.link else {
            return false;
        };
        let mut pipeline = redis::pipe();
        for pair in pairs {
            pipeline
                .cmd("SET")
                .arg(key(pair.member, pair.message_id))
                .arg(print(match_id, &pair.counterparts))
                .arg("EX")
                .arg(PAIR_LIFE.as_secs())
                .ignore();
        }
        link.with(|mut connection| async move { pipeline.query_async::<()>(&mut connection).await })
            .await
            .is_some()
    }

    /// The counterparts of a message in a member's chat, whatever the talk.
    pub async fn pair(&self, member: MemberId, message_id: i32) -> PairLookup {
        let Some(link) = &self.inner.link else {
            return PairLookup::Unavailable;
        };
        let answer = link
            .with(|mut connection| async move {
                redis::cmd("GET")
                    .arg(key(member, message_id))
                    .query_async::<Option<String>>(&mut connection)
                    .await
            })
            .await;
        match answer {
            None => PairLookup::Unavailable,
            Some(found) => found
                .and_then(|found| read(&found))
                .map_or(PairLookup::Unknown, |(match_id, counterparts)| {
                    PairLookup::Found(match_id, counterparts)
                }),
        }
    }
}

/// Ids of messages count up within a member's chat, so the talk is part of the value and not of the key.
fn key(member: MemberId, message_id: i32) -> String {
    format!("pair:{member}:{message_id}")
}

fn print(match_id: MatchId, counterparts: &[Counterpart]) -> String {
    let counterparts: Vec<String> = counterparts.iter().map(Counterpart::print).collect();
    format!("{match_id} {}", counterparts.join(","))
}

fn read(value: &str) -> Option<(MatchId, Vec<Counterpart>)> {
    let (match_id, counterparts) = value.split_once(' ')?;
    let counterparts: Option<Vec<Counterpart>> =
        counterparts.split(',').map(Counterpart::read).collect();
    Some((MatchId(match_id.parse().ok()?), counterparts?))
}

impl Counterpart {
    /// `17t`, `18m0a1b2c3d`: id, letter of the role, fingerprint.
    fn print(&self) -> String {
        let id = self.message_id;
        match self.role {
            Role::Header => format!("{id}h"),
            Role::Text => format!("{id}t"),
            Role::Media(Fingerprint(print)) => format!("{id}m{print:08x}"),
            Role::Item(Fingerprint(print)) => format!("{id}a{print:08x}"),
            Role::Bare => format!("{id}b"),
            Role::Original => format!("{id}o"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let at = text.find(|character: char| character.is_ascii_lowercase())?;
        let (id, role) = text.split_at_checked(at)?;
        let (letter, rest) = role.split_at_checked(1)?;
        let fingerprint = || u32::from_str_radix(rest, 16).ok().map(Fingerprint);
        let role = match letter {
            "h" => Role::Header,
            "t" => Role::Text,
            "m" => Role::Media(fingerprint()?),
            "a" => Role::Item(fingerprint()?),
            "b" => Role::Bare,
            "o" => Role::Original,
            _ => return None,
        };
        Some(Self {
            message_id: id.parse().ok()?,
            role,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let print_of_file = Fingerprint(0x0a1b_2c3d);
        let roles = [
            Role::Header,
            Role::Text,
            Role::Media(print_of_file),
            Role::Item(Fingerprint(7)),
            Role::Bare,
            Role::Original,
        ];
        let counterparts: Vec<Counterpart> = (17..)
            .zip(roles)
            .map(|(message_id, role)| Counterpart { message_id, role })
            .collect();
        let match_id = MatchId(Uuid::from_u128(5));
        let written = print(match_id, &counterparts);
        assert_eq!(read(&written), Some((match_id, counterparts)));
    }

    #[test]
    fn what_another_version_wrote_is_unknown() {
        for foreign in ["", "1,2,3", "not-an-id 1t", "12", "5x"] {
            assert_eq!(read(foreign), None, "{foreign}");
        }
    }
}

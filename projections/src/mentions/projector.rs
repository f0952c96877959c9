//! Folds every id that an event names into one row per id and stream.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use cqrs_es::Aggregate;
use domain::Event;
use domain::account::Account;
use domain::event::AGGREGATE_TYPES;
use domain::matching::Match;
use domain::member::Member;
use domain::moderation::Case;
use domain::search::Search;
use domain::tip::Tip;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Projection;

/// As ids are written: a pair holds two, with a colon between them.
const ID_CHARACTERS: usize = 36;

/// An id and a stream whose events name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionKey {
    /// Which id.
    pub named: Uuid,
    /// Of which type the stream is.
    pub aggregate_type: &'static str,
    /// Which stream.
    pub aggregate_id: Uuid,
}

impl Display for MentionKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            named,
            aggregate_type,
            aggregate_id,
        } = self;
        write!(formatter, "{named}/{aggregate_type}/{aggregate_id}")
    }
}

/// A text that is no mention.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("no mention")]
pub struct NoMention;

impl FromStr for MentionKey {
    type Err = NoMention;

    fn from_str(text: &str) -> Result<Self, NoMention> {
        let mut parts = text.split('/');
        let (named, aggregate_type, aggregate_id) = (parts.next(), parts.next(), parts.next());
        let id = |part: Option<&str>| part?.parse().ok();
        Ok(Self {
            named: id(named).ok_or(NoMention)?,
            aggregate_type: AGGREGATE_TYPES
                .into_iter()
                .find(|known| Some(*known) == aggregate_type)
                .ok_or(NoMention)?,
            aggregate_id: id(aggregate_id).ok_or(NoMention)?,
        })
    }
}

impl Serialize for MentionKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MentionKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A mention, with what it is looked for by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// All of it as one text.
    pub mention: MentionKey,
    /// The id that is named.
    pub named: Uuid,
    /// Of which type the stream is.
    pub aggregate_type: String,
    /// The stream.
    pub aggregate_id: Uuid,
}

/// One row per id and stream that names it, but for streams that name themselves.
#[derive(Clone, Copy, Debug)]
pub struct Mentions;

impl Projection for Mentions {
    const NAME: &'static str = "mentions";
    const VERSION: u32 = 1;
    /// What staff looked at is no part of what happened around somebody.
    const AGGREGATES: &'static [&'static str] = &[
        Member::TYPE,
        Search::TYPE,
        Match::TYPE,
        Tip::TYPE,
        Account::TYPE,
        Case::TYPE,
    ];
    const KEY_COLUMN: &'static str = "mention";
    const KEY_TYPE: &'static str = "text";

    type Key = MentionKey;
    type Row = Mention;

    fn key(row: &Mention) -> MentionKey {
        row.mention
    }

    fn keys(event: &Event) -> Vec<MentionKey> {
        let (aggregate_type, stream) = event.stream();
        // An event that was read can be written, and a stream's id is one.
        let (Ok(payload), Ok(aggregate_id)) = (event.payload(), stream.parse()) else {
            return Vec::new();
        };
        let mut named = BTreeSet::new();
        collect_ids(&payload, &mut named);
        named.remove(&aggregate_id);
        let keys = named.into_iter().map(|named| MentionKey {
            named,
            aggregate_type,
            aggregate_id,
        });
        keys.collect()
    }

    fn apply(key: MentionKey, row: &mut Option<Mention>, _event: &Event) {
        *row = Some(Mention {
            mention: key,
            named: key.named,
            aggregate_type: key.aggregate_type.to_owned(),
            aggregate_id: key.aggregate_id,
        });
    }
}

/// Every id in a payload, whatever its field is called: a new event cannot be forgotten here.
fn collect_ids(value: &Value, found: &mut BTreeSet<Uuid>) {
    match value {
        Value::String(text) => {
            let ids = text.split(':').filter(|part| part.len() == ID_CHARACTERS);
            found.extend(ids.filter_map(|part| part.parse::<Uuid>().ok()));
        }
        Value::Array(values) => values.iter().for_each(|value| collect_ids(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| collect_ids(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

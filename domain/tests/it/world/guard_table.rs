//! Guard rows as the event store keeps them.

use std::collections::BTreeMap;

use domain::Guard;
use domain::guard::Space;
use domain::values::Timestamp;

/// Claims and restrictions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct GuardTable {
    claims: BTreeMap<(&'static str, String), String>,
    restrictions: BTreeMap<(&'static str, String, String), Option<Timestamp>>,
}

impl GuardTable {
    /// Checks and does one step; the violated space otherwise.
    pub(crate) fn step(&mut self, guard: Guard) -> Result<(), Space> {
        match guard {
            Guard::Claim { space, key, holder } => {
                let held_by = self
                    .claims
                    .entry((space.name(), key))
                    .or_insert_with(|| holder.clone());
                ensure(*held_by == holder, space)
            }
            Guard::Release { space, key, holder } => {
                if self.holder(space, &key) == Some(&holder) {
                    self.claims.remove(&(space.name(), key));
                }
                Ok(())
            }
            Guard::Require { space, key, holder } => {
                ensure(self.holder(space, &key) == Some(&holder), space)
            }
            Guard::Vacant { space, key } => ensure(self.holder(space, &key).is_none(), space),
            Guard::Restrict {
                space,
                key,
                holder,
                until,
            } => {
                self.restrictions.insert((space.name(), key, holder), until);
                Ok(())
            }
            Guard::Unrestricted { space, key, at } => {
                let is_restricted = self
                    .restrictions
                    .iter()
                    .filter(|((name, restricted, _), _)| {
                        *name == space.name() && *restricted == key
                    })
                    .any(|(_, until)| until.is_none_or(|until| until > at));
                ensure(!is_restricted, space)
            }
        }
    }

    /// Who holds the key.
    pub(crate) fn holder(&self, space: Space, key: &str) -> Option<&String> {
        self.claims.get(&(space.name(), key.to_owned()))
    }

    /// Every (key, holder) of a space.
    pub(crate) fn rows(&self, space: Space) -> impl Iterator<Item = (&str, &str)> {
        self.claims
            .iter()
            .filter(move |((name, _), _)| *name == space.name())
            .map(|((_, key), holder)| (key.as_str(), holder.as_str()))
    }
}

fn ensure(holds: bool, space: Space) -> Result<(), Space> {
    if holds { Ok(()) } else { Err(space) }
}

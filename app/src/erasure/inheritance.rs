//! For whom something stands that a new registration would inherit: a sanction, an open case, or somebody's block.

use std::collections::HashSet;

use domain::guard::{self, Space};
use domain::values::{MemberId, Pair, Timestamp};

use super::Eraser;
use crate::AppError;

impl Eraser {
    /// Those of these members who are bound by something. Read from the guards, so it is as true as the log.
    pub(super) async fn bound(
        &self,
        members: &[MemberId],
        now: Timestamp,
    ) -> Result<HashSet<MemberId>, AppError> {
        let keys: Vec<String> = members.iter().map(MemberId::to_string).collect();
        let mut bound = self.sanctioned(&keys, now).await?;
        let log = self.dispatcher.log();
        let cases = log.claims(Space::OpenCases.name(), &keys).await?;
        bound.extend(cases.keys().filter_map(|key| key.parse::<MemberId>().ok()));
        bound.extend(self.blocked(members, &keys, now).await?);
        Ok(bound)
    }

    async fn sanctioned(
        &self,
        keys: &[String],
        now: Timestamp,
    ) -> Result<HashSet<MemberId>, AppError> {
        let log = self.dispatcher.log();
        let found = log.restrictions_of(Space::Restrained.name(), keys).await?;
        let standing = found.into_iter().filter(|restriction| {
            restriction.holder != guard::ERASED && restriction.until.is_none_or(|until| until > now)
        });
        Ok(standing
            .filter_map(|restriction| restriction.key.parse().ok())
            .collect())
    }

    /// Whom somebody else blocked, or so lately that the pause after the block is not over. One's own blocks bind nobody.
    async fn blocked(
        &self,
        members: &[MemberId],
        keys: &[String],
        now: Timestamp,
    ) -> Result<Vec<MemberId>, AppError> {
        let log = self.dispatcher.log();
        let space = Space::PairRestrictions.name();
        let blocks = log.restrictions_naming(space, guard::BLOCK, keys, now);
        let blocked = blocks.await?.into_iter().filter_map(|block| {
            let pair: Pair = block.key.parse().ok()?;
            let blocker: MemberId = block.holder.strip_prefix(guard::BLOCK)?.parse().ok()?;
            pair.members().into_iter().find(|member| *member != blocker)
        });
        Ok(blocked.filter(|member| members.contains(member)).collect())
    }
}

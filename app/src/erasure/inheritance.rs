//! For whom something stands that a new registration would inherit: a sanction, an open case, or somebody's block.

use std::collections::HashSet;

use domain::Event;
use domain::guard::{self, Space};
use domain::member::Member;
use domain::moderation::CaseEvent;
use domain::values::{MemberId, Pair, Timestamp};
use futures::TryStreamExt;

use super::Eraser;
use crate::{AppError, policy_runner};

impl Eraser {
    /// Those of these members who are bound by something. Read from the guards and the log, not from a read model that may be behind.
    pub(super) async fn bound(
        &self,
        members: &[MemberId],
        now: Timestamp,
    ) -> Result<HashSet<MemberId>, AppError> {
        let log = self.dispatcher.log();
        // Before the guards: a decision that comes down between the two is found by one or the other.
        let carried_out = log.checkpoint(policy_runner::NAME).await?;
        let keys: Vec<String> = members.iter().map(MemberId::to_string).collect();
        let mut bound = self.sanctioned(&keys, now).await?;
        let cases = log.claims(Space::OpenCases.name(), &keys).await?;
        bound.extend(cases.keys().filter_map(|key| key.parse::<MemberId>().ok()));
        bound.extend(self.blocked(members, &keys, now).await?);
        bound.extend(self.decided_about(carried_out).await?);
        bound.retain(|member| members.contains(member));
        for member in members {
            if !bound.contains(member) && self.is_muted_reporter(*member, now).await? {
                bound.insert(*member);
            }
        }
        Ok(bound)
    }

    /// Whom a decision after this position names: it let go of the case at once, and its sanction is up to the policies.
    async fn decided_about(&self, position: i64) -> Result<Vec<MemberId>, AppError> {
        let log = self.dispatcher.log();
        let mut decided = Vec::new();
        let head = log.head().await?.position;
        let mut events = log.range(position, head);
        while let Some(record) = events.try_next().await? {
            // What cannot be read is no decision of this program's; the policies park it with an alert.
            let Ok(Event::Case(_, event)) = policy_runner::decode(&record) else {
                continue;
            };
            if let CaseEvent::DecisionMade {
                subject, bad_faith, ..
            } = event
            {
                decided.push(subject);
                decided.extend(bad_faith);
            }
        }
        Ok(decided)
    }

    /// Whether the member's reports are not counted: this keeps nobody from searching, so no guard stands for it.
    async fn is_muted_reporter(&self, member: MemberId, now: Timestamp) -> Result<bool, AppError> {
        let state: Member = self.dispatcher.load(member).await?;
        Ok(!state.standing.is_counted_reporter(now))
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

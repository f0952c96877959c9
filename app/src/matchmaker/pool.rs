//! Who waits, and who may not meet whom: the matchmaker's memory, folded from the log.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use domain::Event;
use domain::guard::{self, Guard, Space};
use domain::matching::{Days, MatchEvent, Prepared, soft_arm};
use domain::member::MemberEvent;
use domain::search::SearchEvent;
use domain::values::{MemberId, Pair, SearchId, Timestamp};
use event_store::EventLog;
use projections::Positioned;
use projections::seekers::Waiting;
use sqlx::PgPool;

use crate::AppError;

/// Events read at once while following the log.
const BATCH_EVENTS: i64 = 1_000;
/// How long the read model of members' answers may lag before the matchmaking begins anew.
const PATIENCE: Duration = Duration::from_secs(5);

/// The matchmaker's memory.
#[derive(Debug)]
pub struct Pool {
    waiting: Waiting,
    position: i64,
    /// Searches that a proposal has just taken, before `SearchTaken` says so.
    held: HashSet<SearchId>,
    rules: PairRules,
    days: Days,
    /// Who changed since pairs were last looked at: only pairs with one of them can be new.
    changed: HashSet<MemberId>,
}

/// Blocks and cooldowns.
#[derive(Debug, Default)]
pub struct PairRules {
    /// Under both members, so that one look finds everybody whom a member may not meet.
    restrictions: HashMap<MemberId, HashMap<MemberId, Holders>>,
}

/// What keeps a pair apart, each until a moment or for good.
type Holders = HashMap<String, Option<Timestamp>>;

impl PairRules {
    /// Restricts a pair until a moment, or for good; replaces the same holder's earlier restriction.
    pub fn restrict(&mut self, pair: Pair, holder: &str, until: Option<Timestamp>) {
        let [first, second] = pair.members();
        for (one, other) in [(first, second), (second, first)] {
            let partners = self.restrictions.entry(one).or_default();
            let holders = partners.entry(other).or_default();
            holders.insert(holder.to_owned(), until);
        }
    }

    /// Whom a block or a cooldown keeps apart from a member at this moment.
    pub fn apart_from(&self, member: MemberId, at: Timestamp) -> Vec<MemberId> {
        let partners = self.restrictions.get(&member).into_iter().flatten();
        partners
            .filter(|(_, holders)| has_any(holders, at))
            .map(|(partner, _)| *partner)
            .collect()
    }

    fn forget_past(&mut self, now: Timestamp) {
        self.restrictions.retain(|_, partners| {
            partners.retain(|_, holders| {
                holders.retain(|_, until| is_on(*until, now));
                !holders.is_empty()
            });
            !partners.is_empty()
        });
    }
}

fn has_any(holders: &Holders, at: Timestamp) -> bool {
    holders.values().any(|until| is_on(*until, at))
}

fn is_on(until: Option<Timestamp>, at: Timestamp) -> bool {
    until.is_none_or(|until| until > at)
}

impl Pool {
    /// Loads those who wait from the read models and restrictions from the guards; [`Self::catch_up`] folds on from there.
    pub async fn load(database: &PgPool, log: &EventLog, now: Timestamp) -> Result<Self, AppError> {
        let waiting = Waiting::load(database).await?;
        let mut rules = PairRules::default();
        // Read after the position: what came in between is folded in once more, which changes nothing.
        for restriction in log
            .restrictions(Space::PairRestrictions.name(), now)
            .await?
        {
            // A key that is no pair restricts nobody.
            if let Ok(pair) = restriction.key.parse() {
                rules.restrict(pair, &restriction.holder, restriction.until);
            }
        }
        let mut pool = Self {
            position: waiting.position(),
            waiting,
            held: HashSet::new(),
            rules,
            days: Days::default(),
            changed: HashSet::new(),
        };
        pool.look_at_all(now);
        Ok(pool)
    }

    /// Folds in everything up to the end of the log.
    pub async fn catch_up(&mut self, database: &PgPool, log: &EventLog) -> Result<(), AppError> {
        loop {
            let records = log.after(self.position, BATCH_EVENTS).await?;
            let Some(last) = records.last() else { break };
            for record in &records {
                // What cannot be read is parked with an alert by the subscriptions; here it changes nothing.
                if let Ok(event) = Positioned::decode(record) {
                    self.apply(&event);
                }
            }
            self.position = last.position;
        }
        Ok(self
            .waiting
            .load_missing_cards(database, log, PATIENCE)
            .await?)
    }

    fn apply(&mut self, event: &Positioned) {
        self.waiting.apply(event);
        for step in guard::guards(&event.event) {
            if let Guard::Restrict {
                space: Space::PairRestrictions,
                key,
                holder,
                until,
            } = step
                && let Ok(pair) = key.parse()
            {
                self.rules.restrict(pair, &holder, until);
            }
        }
        match &event.event {
            Event::Search(
                search_id,
                SearchEvent::SearchStarted { member, .. }
                | SearchEvent::SearchResumed { member, .. },
            ) => {
                self.held.remove(search_id);
                self.changed.insert(*member);
            }
            Event::Search(search_id, SearchEvent::SearchEnded { .. }) => {
                self.held.remove(search_id);
            }
            Event::Search(_, SearchEvent::SearchSoftened { member, .. })
            | Event::Match(_, MatchEvent::ChatRated { rated: member, .. })
            | Event::Member(
                member,
                MemberEvent::TopicsChosen { .. }
                | MemberEvent::TimeZoneChosen { .. }
                | MemberEvent::ExpectationsStated { .. },
            ) => {
                self.changed.insert(*member);
            }
            Event::Match(_, MatchEvent::MatchProposed { parties, .. }) => self
                .held
                .extend(parties.iter().map(|party| party.search_id)),
            Event::Search(..)
            | Event::Member(..)
            | Event::Match(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => {}
        }
    }

    /// Everyone who can be proposed now, ready to be compared.
    pub fn candidates(&mut self, soft_share_permille: u32, now: Timestamp) -> Vec<Prepared> {
        let candidates = self
            .waiting
            .candidates(|member| soft_arm(member, soft_share_permille));
        candidates
            .filter(|candidate| !self.held.contains(&candidate.search_id))
            .map(|candidate| self.days.prepare(candidate, now))
            .collect()
    }

    /// Who may not meet whom.
    pub const fn rules(&self) -> &PairRules {
        &self.rules
    }

    /// Takes the members whose pairs have to be looked at.
    pub fn take_changed(&mut self) -> HashSet<MemberId> {
        std::mem::take(&mut self.changed)
    }

    /// Looks at every pair again next time: moments pass, restrictions end.
    pub fn look_at_all(&mut self, now: Timestamp) {
        self.changed
            .extend(self.waiting.seekers().map(|seeker| seeker.member));
        self.rules.forget_past(now);
    }

    /// A pair was proposed: both are taken, before the log says so.
    pub fn hold(&mut self, searches: [SearchId; 2]) {
        self.held.extend(searches);
    }

    /// The guards refused a pair: leave it alone until a moment, and look at what else both could have.
    pub fn refuse(&mut self, members: [MemberId; 2], until: Timestamp) {
        if let Some(pair) = Pair::new(members[0], members[1]) {
            self.rules.restrict(pair, "refused", Some(until));
        }
        self.changed.extend(members);
    }
}

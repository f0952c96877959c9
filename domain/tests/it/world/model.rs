//! A community in memory.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;

use chrono::Duration;
use cqrs_es::Aggregate;
use domain::account::Account;
use domain::guard::{Space, guards};
use domain::matching::{Match, MatchEvent, Score};
use domain::member::{Member, MemberCommand, MemberEvent};
use domain::moderation::Case;
use domain::policies::{Reaction, Standing, TimerKey, needs, react, refresh_waiting_card};
use domain::search::{Search, SearchCommand};
use domain::tip::Tip;
use domain::values::{CaseId, MatchId, MemberId, SearchId, Timestamp, TipId};
use domain::{Command, Event, Rules, Stream};
use uuid::Uuid;

use super::guard_table::GuardTable;
use crate::common::{member, minute, onboarding};

/// Everything there is.
pub(crate) struct World {
    pub(crate) rules: Rules,
    pub(crate) now: Timestamp,
    pub(crate) members: BTreeMap<MemberId, Member>,
    pub(crate) searches: BTreeMap<SearchId, Search>,
    pub(crate) matches: BTreeMap<MatchId, Match>,
    pub(crate) tips: BTreeMap<TipId, Tip>,
    pub(crate) accounts: BTreeMap<MemberId, Account>,
    pub(crate) cases: BTreeMap<CaseId, Case>,
    pub(crate) guards: GuardTable,
    pub(crate) log: Vec<Event>,
    pub(crate) timers: HashMap<TimerKey, Timestamp>,
    pub(crate) last_search: HashMap<MemberId, SearchId>,
    pub(crate) last_match: HashMap<MemberId, MatchId>,
    reacted: usize,
    pending: VecDeque<Reaction>,
    ids: u128,
}

impl World {
    /// Members 1 to `count`, all with complete profiles.
    pub(crate) fn new(count: u128) -> Self {
        let mut world = Self {
            rules: Rules::default(),
            now: minute(60),
            members: BTreeMap::new(),
            searches: BTreeMap::new(),
            matches: BTreeMap::new(),
            tips: BTreeMap::new(),
            accounts: BTreeMap::new(),
            cases: BTreeMap::new(),
            guards: GuardTable::default(),
            log: Vec::new(),
            timers: HashMap::new(),
            last_search: HashMap::new(),
            last_match: HashMap::new(),
            reacted: 0,
            pending: VecDeque::new(),
            ids: 0,
        };
        for id in (1..=count).map(member) {
            let mut state = Member::default();
            for event in onboarding() {
                state.apply(match event {
                    MemberEvent::MemberRegistered { at, .. } => {
                        MemberEvent::MemberRegistered { member: id, at }
                    }
                    other => other,
                });
            }
            world.members.insert(id, state);
        }
        world
    }

    pub(crate) fn next_id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(0x10_0000 + self.ids)
    }

    /// Decides, checks the guards and commits; whether it was accepted.
    pub(crate) fn dispatch(&mut self, command: &Command) -> bool {
        let guards_and_rules = (&mut self.guards, &self.rules);
        let committed = match command {
            Command::Member(id, command) => {
                commit(&mut self.members, *id, guards_and_rules, |state, rules| {
                    state.decide(command, rules)
                })
            }
            Command::Search(id, command) => {
                commit(&mut self.searches, *id, guards_and_rules, |state, rules| {
                    state.decide(command, rules)
                })
            }
            Command::Match(id, command) => {
                commit(&mut self.matches, *id, guards_and_rules, |state, rules| {
                    state.decide(command, rules)
                })
            }
            Command::Tip(id, command) => {
                commit(&mut self.tips, *id, guards_and_rules, |state, rules| {
                    state.decide(command, rules)
                })
            }
            Command::Account(id, command) => {
                commit(&mut self.accounts, *id, guards_and_rules, |state, _| {
                    state.decide(command)
                })
            }
            Command::Case(id, command) => {
                commit(&mut self.cases, *id, guards_and_rules, |state, _| {
                    state.decide(command)
                })
            }
            // Looks decide nothing and hold nothing.
            Command::StaffAccess(..) => None,
        };
        let is_accepted = committed.is_some();
        for event in committed.unwrap_or_default() {
            if let Event::Match(id, MatchEvent::MatchProposed { parties, .. }) = &event {
                for party in parties {
                    self.last_match.insert(party.member, *id);
                }
            }
            self.log.push(event);
        }
        is_accepted
    }

    /// `/find`, as the bot does it: whoever writes is reachable, and searches only with a complete profile.
    pub(crate) fn find(&mut self, id: MemberId) {
        let at = self.now;
        self.dispatch(&Command::Member(id, MemberCommand::MarkReachable { at }));
        if self.members[&id].can_search(at).is_err() {
            return;
        }
        let search_id = SearchId(self.next_id());
        let start = SearchCommand::StartSearch {
            search_id,
            member: id,
            at,
        };
        if self.dispatch(&Command::Search(search_id, start)) {
            self.last_search.insert(id, search_id);
        }
    }

    /// What a matchmaker with stale memory may do: propose two members by the last searches it saw.
    pub(crate) fn propose(&mut self, one: MemberId, other: MemberId) {
        let searches = [one, other].map(|id| (id, self.last_search.get(&id).copied()));
        if let [(one, Some(first)), (other, Some(second))] = searches {
            let new_match = MatchId(self.next_id());
            let party = |member, search_id| domain::matching::Party { member, search_id };
            self.dispatch(&Command::Match(
                new_match,
                domain::matching::MatchCommand::ProposeMatch {
                    match_id: new_match,
                    parties: [party(one, first), party(other, second)],
                    shared_topics: crate::common::topics(2),
                    score: Score::default(),
                    softened: false,
                    at: self.now,
                },
            ));
        }
    }

    pub(crate) fn standing(&self, id: MemberId) -> Standing {
        let key = id.to_string();
        let parse = |space| {
            self.guards
                .holder(space, &key)
                .map(|holder| Uuid::parse_str(holder).unwrap())
        };
        Standing {
            engagement: parse(Space::Engagements).map(MatchId),
            open_search: parse(Space::OpenSearches).map(SearchId),
            has_reported: false,
            barred: self
                .members
                .get(&id)
                .and_then(|member| member.barred(self.now)),
        }
    }

    /// One step of the policy runner; whether there was something to do. Reactions of one event are separate steps, so that
    /// anything may happen between them.
    pub(crate) fn run_policy_step(&mut self) -> bool {
        if let Some(reaction) = self.pending.pop_front() {
            match reaction {
                Reaction::Command(command) => {
                    self.dispatch(&command);
                }
                Reaction::Schedule(timer) => {
                    self.timers.insert(timer.key, timer.due_at);
                }
                Reaction::Cancel(key) => {
                    self.timers.remove(&key);
                }
                Reaction::Notify(_)
                | Reaction::NotifyStaff { .. }
                | Reaction::Alert(_)
                | Reaction::Destroy(_) => {}
            }
            return true;
        }
        let Some(event) = self.log.get(self.reacted).cloned() else {
            return false;
        };
        self.reacted += 1;
        let needed = needs(&event);
        let reactions = react(
            &event,
            &|id| {
                assert!(needed.contains(&id));
                self.standing(id)
            },
            &self.rules,
            self.now,
        );
        self.pending.extend(reactions);
        true
    }

    /// Sends the command of the timer that is due for the longest time, if any is due.
    pub(crate) fn fire_timer(&mut self) -> bool {
        let due = self
            .timers
            .iter()
            .filter(|(_, due_at)| **due_at <= self.now)
            .min_by_key(|(key, due_at)| (**due_at, format!("{key:?}")))
            .map(|(key, _)| *key);
        let Some(key) = due else { return false };
        self.timers.remove(&key);
        if let Some(command) = key.command(self.now) {
            self.dispatch(&command);
        }
        match key {
            TimerKey::ChatReview(id) => {
                if let Some(due_at) = self.matches[&id].review_due(None, &self.rules) {
                    self.timers.insert(key, due_at);
                }
            }
            TimerKey::WaitingCard(id) => {
                let refreshed = refresh_waiting_card(id, &self.searches[&id], self.now);
                if let Some((_, next)) = refreshed {
                    self.timers.insert(next.key, next.due_at);
                }
            }
            _ => {}
        }
        true
    }

    /// Policies catch up.
    pub(crate) fn settle(&mut self) {
        while self.run_policy_step() {}
    }

    /// Everything that ends by itself has ended.
    pub(crate) fn let_time_run_out(&mut self) {
        self.now += Duration::hours(30);
        self.settle();
        while self.fire_timer() {
            self.settle();
        }
    }
}

fn commit<A, E>(
    states: &mut BTreeMap<A::Id, A>,
    id: A::Id,
    (table, rules): (&mut GuardTable, &Rules),
    decide: impl Fn(&A, &Rules) -> Result<Vec<A::Event>, E>,
) -> Option<Vec<Event>>
where
    A: Stream,
    A::Id: Ord + Hash,
{
    let mut state = states.get(&id).cloned().unwrap_or_default();
    let decided = decide(&state, rules).ok()?;
    let mut after = table.clone();
    let mut events = Vec::new();
    for event in decided {
        let event_of_all = A::event(id, event.clone());
        for guard in guards(&event_of_all) {
            after.step(guard).ok()?;
        }
        state.apply(event);
        events.push(event_of_all);
    }
    *table = after;
    states.insert(id, state);
    Some(events)
}

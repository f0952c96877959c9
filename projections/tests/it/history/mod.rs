//! Random histories that the aggregates could have decided: a small town of members who come, search, meet and rate.
#![allow(
    clippy::expect_used,
    reason = "a history that is not valid fails the test"
)]

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use cqrs_es::{Aggregate, DomainEvent};
use domain::matching::Party;
use domain::member::{Expectation, Member, MemberEvent};
use domain::search::{EndReason, Search, SearchEvent};
use domain::values::availability::Window;
use domain::values::{
    FreeWindows, MatchId, MemberId, Pair, Purpose, SearchId, Sensitivity, TipId, Topic, TopicSet,
    VaultRef,
};
use event_store::{Append, EventLog, NewEvent};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use uuid::Uuid;

mod meeting;
mod moderation;
mod tips;

const ZONES: [&str; 4] = [
    "Europe/Moscow",
    "Asia/Vladivostok",
    "UTC+5:30",
    "Asia/Tbilisi",
];

/// A member's open search.
#[derive(Clone, Copy)]
struct Open {
    search_id: SearchId,
    taken_by: Option<MatchId>,
    misses: u32,
}

/// A pair and who said yes.
struct Pairing {
    parties: [Party; 2],
    pair: Pair,
    accepted: Vec<MemberId>,
    chatting: bool,
    ended: bool,
}

/// The town.
pub(crate) struct History {
    random: StdRng,
    now: DateTime<Utc>,
    sequences: HashMap<String, i64>,
    members: Vec<MemberId>,
    searches: BTreeMap<MemberId, Open>,
    matches: BTreeMap<MatchId, Pairing>,
    tips: BTreeMap<TipId, tips::PaidTip>,
    moderation: moderation::Moderation,
    decided: Vec<Append>,
}

impl History {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            now: DateTime::from_timestamp_nanos(1_790_000_000_123_456_789),
            sequences: HashMap::new(),
            members: Vec::new(),
            searches: BTreeMap::new(),
            matches: BTreeMap::new(),
            tips: BTreeMap::new(),
            moderation: moderation::Moderation::default(),
            decided: Vec::new(),
        }
    }

    /// The next decisions, at least one event.
    pub(crate) fn next(&mut self) -> Vec<Append> {
        while self.decided.is_empty() {
            // Finer than the database's microseconds, as a payload may be.
            self.now += Duration::nanoseconds(self.random.random_range(1..5_000_000_000));
            match self.random.random_range(0..100) {
                0..10 => self.register(),
                10..15 => self.edit(),
                15..18 => self.come_and_go(),
                18..40 => self.search(),
                40..43 => self.cancel_or_soften(),
                43..58 => self.propose(),
                58..85 => self.answer(),
                85..90 => self.end(),
                90..93 => self.tip(),
                93..97 => self.rate(),
                _ => self.moderate(),
            }
        }
        std::mem::take(&mut self.decided)
    }

    /// Appends steps until `events` more events are in the log; the last position.
    pub(crate) async fn append(&mut self, log: &EventLog, events: usize) -> i64 {
        let (mut appended, mut waiting) = (0, Vec::<Append>::new());
        while appended < events {
            for append in self.next() {
                appended += append.events.len();
                // Those that are sent together may be written in any order.
                let follows = waiting
                    .iter()
                    .any(|earlier| earlier.aggregate_id == append.aggregate_id);
                if follows || waiting.len() == 64 {
                    send(log, &mut waiting).await;
                }
                waiting.push(append);
            }
        }
        send(log, &mut waiting).await;
        log.head().await.expect("the head").position
    }

    fn id<T: From<Uuid>>(&mut self) -> T {
        Uuid::from_u128(self.random.random()).into()
    }

    fn decide<A: Aggregate>(&mut self, stream: impl std::fmt::Display, events: Vec<A::Event>) {
        let stream = stream.to_string();
        // A member and what is owed to them share their id.
        let sequence = self
            .sequences
            .entry(format!("{}/{stream}", A::TYPE))
            .or_default();
        let expected_sequence = *sequence;
        *sequence += i64::try_from(events.len()).expect("few events");
        let events = events.into_iter().map(|event| NewEvent {
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload: serde_json::to_value(event).expect("events serialise"),
        });
        let events = events.collect();
        let append = Append {
            command_id: self.id(),
            aggregate_type: A::TYPE,
            aggregate_id: stream,
            expected_sequence,
            events,
            metadata: BTreeMap::new(),
            guards: Vec::new(),
            recorded_at: self.now,
        };
        self.decided.push(append);
    }

    fn topics(&mut self) -> TopicSet {
        let count = self.random.random_range(2..=6);
        Topic::ALL
            .into_iter()
            .choose_multiple(&mut self.random, count)
            .into_iter()
            .collect()
    }

    fn answer_to_a_question(&mut self) -> MemberEvent {
        let at = self.now;
        let expectation = match self.random.random_range(0..7) {
            0 => {
                return MemberEvent::NicknameChosen {
                    nickname: self.id(),
                    at,
                };
            }
            1 => {
                let zone = ZONES.choose(&mut self.random).expect("zones");
                return MemberEvent::TimeZoneChosen {
                    time_zone: zone.parse().expect("a zone"),
                    at,
                };
            }
            2 => {
                return MemberEvent::TopicsChosen {
                    topics: self.topics(),
                    at,
                };
            }
            3 => {
                let bio: Option<VaultRef> = self.random.random_bool(0.5).then(|| self.id());
                return MemberEvent::BioWritten { bio, at };
            }
            4 => Expectation::Purpose(Purpose::ALL.into_iter().choose(&mut self.random)),
            5 => Expectation::Sensitivity(
                self.random.random_bool(0.5).then_some(Sensitivity::Gentle),
            ),
            _ => {
                let windows: FreeWindows = Window::ALL
                    .into_iter()
                    .filter(|_| self.random.random_bool(0.5))
                    .collect();
                Expectation::FreeTime(windows)
            }
        };
        MemberEvent::ExpectationsStated { expectation, at }
    }

    fn register(&mut self) {
        let (member, at) = (self.id(), self.now);
        self.members.push(member);
        self.decide::<Member>(member, vec![MemberEvent::MemberRegistered { member, at }]);
        let mut events = vec![
            MemberEvent::RulesAccepted { at },
            MemberEvent::TimeZoneChosen {
                time_zone: "Europe/Moscow".parse().expect("a zone"),
                at,
            },
            MemberEvent::TopicsChosen {
                topics: self.topics(),
                at,
            },
        ];
        for _ in 0..self.random.random_range(0..6) {
            events.push(self.answer_to_a_question());
        }
        events.push(MemberEvent::ProfileCompleted { at });
        self.decide::<Member>(member, events);
    }

    fn edit(&mut self) {
        if let Some(member) = self.members.choose(&mut self.random).copied() {
            let event = self.answer_to_a_question();
            self.decide::<Member>(member, vec![event]);
        }
    }

    fn come_and_go(&mut self) {
        let at = self.now;
        if let Some(member) = self.members.choose(&mut self.random).copied() {
            let event = match self.random.random_range(0..6) {
                0 => MemberEvent::MemberUnreachable { at },
                4 => MemberEvent::MemberErased { at },
                5 => MemberEvent::MemberReturned { at },
                1 => MemberEvent::MinorDeclared { at },
                2 => MemberEvent::RulesAccepted { at },
                _ => MemberEvent::MemberReachable { at },
            };
            self.decide::<Member>(member, vec![event]);
        }
    }

    fn search(&mut self) {
        let searches = &self.searches;
        let idle = self
            .members
            .iter()
            .filter(|member| !searches.contains_key(member));
        let Some(member) = idle.copied().choose(&mut self.random) else {
            return;
        };
        let (search_id, at) = (self.id(), self.now);
        self.searches.insert(
            member,
            Open {
                search_id,
                taken_by: None,
                misses: 0,
            },
        );
        let started = SearchEvent::SearchStarted {
            search_id,
            member,
            soft_from: at + Duration::minutes(5),
            expires_at: at + Duration::hours(24),
            at,
        };
        self.decide::<Search>(search_id, vec![started]);
    }

    fn waiting(&mut self) -> Option<(MemberId, Open)> {
        let free = self
            .searches
            .iter()
            .filter(|(_, open)| open.taken_by.is_none());
        free.map(|(member, open)| (*member, *open))
            .choose(&mut self.random)
    }

    fn cancel_or_soften(&mut self) {
        let (Some((member, open)), at) = (self.waiting(), self.now) else {
            return;
        };
        let search_id = open.search_id;
        if self.random.random_bool(0.5) {
            self.decide::<Search>(
                search_id,
                vec![SearchEvent::SearchSoftened {
                    search_id,
                    member,
                    at,
                }],
            );
        } else {
            self.end_search(member, EndReason::Cancelled);
        }
    }

    fn end_search(&mut self, member: MemberId, reason: EndReason) {
        if let Some(Open { search_id, .. }) = self.searches.remove(&member) {
            let at = self.now;
            self.decide::<Search>(
                search_id,
                vec![SearchEvent::SearchEnded {
                    search_id,
                    member,
                    reason,
                    at,
                }],
            );
        }
    }
}

async fn send(log: &EventLog, appends: &mut Vec<Append>) {
    let sent = appends.drain(..).map(|append| log.append(append));
    for outcome in futures::future::join_all(sent).await {
        outcome.expect("a valid history is accepted");
    }
}

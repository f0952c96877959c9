//! Proposals, talks and ratings.

use chrono::Duration;
use domain::matching::{ChatEndReason, Match, MatchEvent, Party, Score, Totals, WithdrawReason};
use domain::search::{EndReason, Search, SearchEvent};
use domain::values::{MatchId, MemberId, Pair, Rating};
use rand::Rng;
use rand::seq::IteratorRandom;

use super::{History, Pairing};

impl History {
    pub(super) fn propose(&mut self) {
        let (Some((one, _)), Some((other, _)), at) = (self.waiting(), self.waiting(), self.now)
        else {
            return;
        };
        let Some(pair) = Pair::new(one, other) else {
            return;
        };
        let parties = pair.members().map(|member| Party {
            member,
            search_id: self.searches[&member].search_id,
        });
        let match_id: MatchId = self.id();
        let proposed = MatchEvent::MatchProposed {
            match_id,
            parties,
            pair,
            shared_topics: self.topics(),
            score: Score {
                total_permille: self.random.random_range(0..1000),
                ..Score::default()
            },
            softened: self.random.random_bool(0.2),
            expires_at: at + Duration::minutes(5),
            at,
        };
        self.decide::<Match>(match_id, vec![proposed]);
        for Party { member, search_id } in parties {
            self.searches.get_mut(&member).expect("open").taken_by = Some(match_id);
            self.decide::<Search>(
                search_id,
                vec![SearchEvent::SearchTaken {
                    search_id,
                    member,
                    match_id,
                    at,
                }],
            );
        }
        let pairing = Pairing {
            parties,
            pair,
            accepted: Vec::new(),
            chatting: false,
            ended: false,
        };
        self.matches.insert(match_id, pairing);
    }

    pub(super) fn some_match(&mut self, wanted: impl Fn(&Pairing) -> bool) -> Option<MatchId> {
        let found = self.matches.iter().filter(|(_, pairing)| wanted(pairing));
        found.map(|(id, _)| *id).choose(&mut self.random)
    }

    pub(super) fn answer(&mut self) {
        let Some(match_id) = self.some_match(|pairing| !pairing.chatting && !pairing.ended) else {
            return;
        };
        let at = self.now;
        let Pairing {
            parties,
            pair,
            ref accepted,
            ..
        } = self.matches[&match_id];
        let accepted = accepted.clone();
        let by = parties
            .iter()
            .map(|party| party.member)
            .find(|member| !accepted.contains(member))
            .expect("one is left");
        let restricted_until = at + Duration::hours(72);
        match self.random.random_range(0..10) {
            0 => {
                let declined = MatchEvent::ProposalDeclined {
                    match_id,
                    by,
                    parties,
                    pair,
                    restricted_until,
                    at,
                };
                self.close(match_id, declined, &[]);
            }
            1 => {
                let silent: Vec<_> = pair
                    .members()
                    .into_iter()
                    .filter(|member| !accepted.contains(member))
                    .collect();
                let expired = MatchEvent::ProposalExpired {
                    match_id,
                    silent: silent.clone(),
                    parties,
                    pair,
                    restricted_until,
                    at,
                };
                self.close(match_id, expired, &silent);
            }
            2 => {
                let reason = WithdrawReason::Cancelled;
                self.close(
                    match_id,
                    MatchEvent::ProposalWithdrawn {
                        match_id,
                        by,
                        reason,
                        parties,
                        pair,
                        at,
                    },
                    &[],
                );
                self.end_search(by, EndReason::Cancelled);
            }
            _ => self.accept(match_id, by),
        }
    }

    fn accept(&mut self, match_id: MatchId, by: MemberId) {
        let at = self.now;
        let pairing = self.matches.get_mut(&match_id).expect("a match");
        pairing.accepted.push(by);
        let (parties, pair) = (pairing.parties, pairing.pair);
        let mut events = vec![MatchEvent::ProposalAccepted { match_id, by, at }];
        pairing.chatting = pairing.accepted.len() == 2;
        if pairing.chatting {
            events.push(MatchEvent::ChatStarted {
                match_id,
                parties,
                pair,
                at,
            });
        }
        let chatting = pairing.chatting;
        self.decide::<Match>(match_id, events);
        if chatting {
            for party in parties {
                self.end_search(party.member, EndReason::Matched);
            }
        }
    }

    /// Ends a proposal and gives both searches back.
    fn close(&mut self, match_id: MatchId, closed: MatchEvent, silent: &[MemberId]) {
        let parties = self.matches.remove(&match_id).expect("a match").parties;
        let at = self.now;
        self.decide::<Match>(match_id, vec![closed]);
        for Party { member, search_id } in parties {
            let mut events = Vec::new();
            let open = self.searches.get_mut(&member).expect("open");
            open.taken_by = None;
            if silent.contains(&member) {
                open.misses += 1;
                events.push(SearchEvent::SearchMissed {
                    search_id,
                    member,
                    match_id,
                    misses: open.misses,
                    ends_search: false,
                    at,
                });
            }
            events.push(SearchEvent::SearchResumed {
                search_id,
                member,
                match_id,
                at,
            });
            self.decide::<Search>(search_id, events);
        }
    }

    pub(super) fn end(&mut self) {
        let Some(match_id) = self.some_match(|pairing| pairing.chatting && !pairing.ended) else {
            return;
        };
        let at = self.now;
        let totals = Totals {
            from_first: self.random.random_range(0..90),
            from_second: self.random.random_range(0..90),
        };
        let pairing = self.matches.get_mut(&match_id).expect("a match");
        pairing.ended = true;
        let ended = MatchEvent::ChatEnded {
            match_id,
            by: Some(pairing.parties[0].member),
            reason: ChatEndReason::Ended,
            totals,
            parties: pairing.parties,
            pair: pairing.pair,
            restricted_until: at + Duration::days(7),
            at,
        };
        self.decide::<Match>(match_id, vec![ended]);
    }

    pub(super) fn rate(&mut self) {
        let Some(match_id) = self.some_match(|pairing| pairing.ended) else {
            return;
        };
        let [one, other] = self.matches[&match_id].pair.members();
        let (by, rated) = if self.random.random_bool(0.5) {
            (one, other)
        } else {
            (other, one)
        };
        let rating = Rating::try_from(self.random.random_range(1..=5)).expect("1 to 5");
        let event = MatchEvent::ChatRated {
            match_id,
            by,
            rated,
            rating,
            at: self.now,
        };
        self.decide::<Match>(match_id, vec![event]);
        // A few stay, so that ratings are changed; most go, so that the town does not grow old.
        if self.random.random_bool(0.6) {
            self.matches.remove(&match_id);
        }
    }
}

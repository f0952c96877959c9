//! What holds after any sequence of actions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use domain::guard::{Space, guards};
use domain::matching::{
    ChatEndReason, MatchCommand, MatchEvent, MatchState, Totals, WithdrawReason,
};
use domain::member::MemberCommand;
use domain::policies::TimerKey;
use domain::search::{EndReason, SearchCommand, SearchEvent, SearchState};
use domain::values::{MatchId, MemberId, SearchId};
use domain::{Command, Event};
use proptest::prelude::*;

use super::guard_table::GuardTable;
use super::model::World;
use super::moderation;
use crate::common::member;

const MEMBERS: u128 = 4;

/// What may happen next.
#[derive(Clone, Copy, Debug)]
enum Action {
    Find(u128),
    Cancel(u128),
    Propose(u128, u128),
    Accept(u128),
    Decline(u128),
    Withdraw(u128),
    EndChat(u128),
    Extend(u128),
    Block(u128, u128),
    Unblock(u128, u128),
    Lose(u128),
    DeclareMinor(u128),
    AcceptRules(u128),
    Erase(u128),
    Return(u128),
    Report(u128, u128, bool),
    Decide(u128, u8),
    Appeal(u128),
    Wait(i64),
    FireTimer,
    RunPolicies(usize),
}

fn actions() -> impl Strategy<Value = Action> {
    let who = || 1..=MEMBERS;
    prop_oneof![
        6 => who().prop_map(Action::Find),
        2 => who().prop_map(Action::Cancel),
        8 => (who(), who()).prop_map(|(one, other)| Action::Propose(one, other)),
        10 => who().prop_map(Action::Accept),
        2 => who().prop_map(Action::Decline),
        1 => who().prop_map(Action::Withdraw),
        2 => who().prop_map(Action::EndChat),
        2 => who().prop_map(Action::Extend),
        1 => (who(), who()).prop_map(|(one, other)| Action::Block(one, other)),
        1 => (who(), who()).prop_map(|(one, other)| Action::Unblock(one, other)),
        1 => who().prop_map(Action::Lose),
        1 => who().prop_map(Action::DeclareMinor),
        2 => who().prop_map(Action::AcceptRules),
        1 => who().prop_map(Action::Erase),
        2 => who().prop_map(Action::Return),
        3 => (who(), who(), any::<bool>())
            .prop_map(|(one, other, danger)| Action::Report(one, other, danger)),
        2 => (who(), 0..5_u8).prop_map(|(who, severity)| Action::Decide(who, severity)),
        1 => who().prop_map(Action::Appeal),
        3 => prop_oneof![0..6_i64, 0..20_000_i64].prop_map(Action::Wait),
        3 => Just(Action::FireTimer),
        8 => (1..12_usize).prop_map(Action::RunPolicies),
    ]
}

fn to_member(world: &mut World, number: u128, command: MemberCommand) {
    world.dispatch(&Command::Member(member(number), command));
}

fn to_last_match(world: &mut World, number: u128, command: MatchCommand) {
    if let Some(id) = world.last_match.get(&member(number)).copied() {
        world.dispatch(&Command::Match(id, command));
    }
}

fn act(world: &mut World, action: Action) {
    let at = world.now;
    match action {
        Action::Find(who) => world.find(member(who)),
        Action::Cancel(who) => {
            if let Some(id) = world.last_search.get(&member(who)).copied() {
                let reason = EndReason::Cancelled;
                world.dispatch(&Command::Search(
                    id,
                    SearchCommand::EndSearch { reason, at },
                ));
            }
        }
        Action::Propose(one, other) => world.propose(member(one), member(other)),
        Action::Accept(who) => {
            let by = member(who);
            to_last_match(world, who, MatchCommand::AcceptProposal { by, at });
        }
        Action::Decline(who) => {
            let by = member(who);
            to_last_match(world, who, MatchCommand::DeclineProposal { by, at });
        }
        Action::Withdraw(who) => to_last_match(
            world,
            who,
            MatchCommand::WithdrawProposal {
                by: member(who),
                search_id: None,
                reason: WithdrawReason::Cancelled,
                at,
            },
        ),
        Action::EndChat(who) => to_last_match(
            world,
            who,
            MatchCommand::EndChat {
                by: Some(member(who)),
                reason: ChatEndReason::Ended,
                totals: Totals::default(),
                at,
            },
        ),
        Action::Extend(who) => {
            let by = member(who);
            to_last_match(world, who, MatchCommand::ExtendChat { by, at });
        }
        Action::Block(who, peer) => {
            let command = MemberCommand::BlockUser {
                peer: member(peer),
                match_id: None,
                at,
            };
            to_member(world, who, command);
        }
        Action::Unblock(who, peer) => {
            let peer = member(peer);
            to_member(world, who, MemberCommand::UnblockUser { peer, at });
        }
        Action::Lose(who) => to_member(world, who, MemberCommand::MarkUnreachable { at }),
        Action::DeclareMinor(who) => to_member(world, who, MemberCommand::DeclareMinor { at }),
        Action::AcceptRules(who) => to_member(world, who, MemberCommand::AcceptRules { at }),
        Action::Erase(who) => to_member(world, who, MemberCommand::EraseMember { at }),
        Action::Return(who) => {
            let language = None;
            to_member(world, who, MemberCommand::ReturnMember { language, at });
        }
        Action::Report(who, about, danger) => {
            moderation::report(world, member(who), member(about), danger);
        }
        Action::Decide(who, severity) => moderation::decide(world, member(who), severity),
        Action::Appeal(who) => moderation::appeal(world, member(who)),
        Action::Wait(minutes) => world.now += Duration::minutes(minutes),
        Action::FireTimer => {
            world.fire_timer();
        }
        Action::RunPolicies(steps) => {
            for _ in 0..steps {
                world.run_policy_step();
            }
        }
    }
}

/// Who is in which open proposal or talk.
fn engagements(world: &World) -> Vec<(MemberId, MatchId)> {
    world
        .matches
        .iter()
        .filter(|(_, state)| matches!(state.state, MatchState::Proposed | MatchState::Chatting))
        .flat_map(|(id, state)| state.parties.unwrap().map(|party| (party.member, *id)))
        .collect()
}

fn is_running(state: SearchState) -> bool {
    matches!(state, SearchState::Waiting | SearchState::Taken(_))
}

/// True at any moment, however far the policies lag behind.
fn check_always(world: &World) {
    let engagements = engagements(world);
    let members: BTreeSet<_> = engagements.iter().map(|(member, _)| member).collect();
    assert_eq!(members.len(), engagements.len(), "somebody is in two talks");

    let rows: BTreeSet<(String, String)> = world
        .guards
        .rows(Space::Engagements)
        .map(|(key, holder)| (key.to_owned(), holder.to_owned()))
        .collect();
    let expected = engagements
        .iter()
        .map(|(member, id)| (member.to_string(), id.to_string()))
        .collect();
    assert_eq!(rows, expected, "engagement rows are the open matches");

    for space in [Space::Searches, Space::OpenSearches] {
        for (key, holder) in world.guards.rows(space) {
            let search = &world.searches[&holder.parse::<SearchId>().unwrap()];
            assert_eq!(search.member.unwrap().to_string(), key);
            assert!(is_running(search.state), "a row of a search that is over");
        }
    }
    moderation::check_cases(world);
}

/// True whenever the policies have caught up.
fn check_settled(world: &World) {
    let engaged: BTreeMap<MemberId, MatchId> = engagements(world).into_iter().collect();
    for (id, search) in &world.searches {
        let Some(owner) = search.member else { continue };
        let key = owner.to_string();
        let holds = |space| world.guards.holder(space, &key) == Some(&id.to_string());
        match search.state {
            SearchState::Waiting => {
                assert!(
                    holds(Space::Searches),
                    "a waiting search cannot be proposed"
                );
                assert!(holds(Space::OpenSearches));
                assert!(!engaged.contains_key(&owner));
            }
            SearchState::Taken(by) => {
                assert_eq!(
                    world.matches[&by].state,
                    MatchState::Proposed,
                    "a search is held by a proposal that is over"
                );
                assert!(!holds(Space::Searches));
                assert!(holds(Space::OpenSearches));
            }
            SearchState::Ended(_) => {
                assert!(!holds(Space::Searches) && !holds(Space::OpenSearches));
            }
            SearchState::None => {}
        }
        let has_timer = world.timers.contains_key(&TimerKey::SearchExpiry(*id));
        assert_eq!(has_timer, is_running(search.state));
        let is_refreshed = world.timers.contains_key(&TimerKey::WaitingCard(*id));
        assert_eq!(is_refreshed, is_running(search.state));
        let softens = world.timers.contains_key(&TimerKey::SearchSoftening(*id));
        assert_eq!(softens, is_running(search.state) && !search.softened);
    }
    check_matches(world);
    moderation::check_restraints(world);
    for (id, state) in &world.members {
        if state.unreachable || state.minor || state.erased {
            assert!(!engaged.contains_key(id));
            assert_eq!(world.standing(*id).open_search, None);
        }
    }
}

fn check_matches(world: &World) {
    for (id, state) in &world.matches {
        let Some(parties) = state.parties else {
            continue;
        };
        for party in parties {
            let search = world.searches[&party.search_id].state;
            match state.state {
                MatchState::Proposed => assert_eq!(search, SearchState::Taken(*id)),
                MatchState::Chatting | MatchState::Ended(_) => assert!(!is_running(search)),
                _ => assert_ne!(search, SearchState::Taken(*id)),
            }
        }
        let has_timer = world.timers.contains_key(&TimerKey::ProposalExpiry(*id));
        assert_eq!(has_timer, state.state == MatchState::Proposed);
        let is_reviewed = world.timers.contains_key(&TimerKey::ChatReview(*id));
        assert_eq!(is_reviewed, state.state == MatchState::Chatting);
        if matches!(state.state, MatchState::Proposed | MatchState::Chatting) {
            let [one, other] = parties.map(|party| party.member);
            assert!(
                !world.members[&one].blocks.contains_key(&other),
                "met despite a block"
            );
            assert!(
                !world.members[&other].blocks.contains_key(&one),
                "met despite a block"
            );
        }
    }
}

/// The place in the queue never changes.
fn check_places(world: &World) {
    for event in &world.log {
        if let Event::Search(id, SearchEvent::SearchStarted { at, .. }) = event {
            assert_eq!(world.searches[id].started_at, Some(*at));
        }
    }
}

/// Nobody is drawn into a talk after they left the search.
fn check_talks(world: &World) {
    let mut ended = BTreeSet::new();
    for event in &world.log {
        match event {
            Event::Search(id, SearchEvent::SearchEnded { .. }) => {
                ended.insert(*id);
            }
            Event::Match(_, MatchEvent::ChatStarted { parties, .. }) => {
                assert!(
                    parties
                        .iter()
                        .all(|party| !ended.contains(&party.search_id))
                );
            }
            _ => {}
        }
    }
}

/// The guard rows are nothing but the events.
fn check_fold(world: &World) {
    let mut folded = GuardTable::default();
    for guard in world.log.iter().flat_map(guards) {
        assert_eq!(folded.step(guard), Ok(()));
    }
    assert_eq!(folded, world.guards);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nobody_is_ever_lost_or_in_two_talks(
        actions in prop::collection::vec(actions(), 0..150),
        is_time_boxed in any::<bool>(),
    ) {
        let mut world = World::new(MEMBERS);
        world.rules.chat_time_box = is_time_boxed.then(|| Duration::hours(24));
        for action in actions {
            act(&mut world, action);
            check_always(&world);
        }
        world.settle();
        check_always(&world);
        check_settled(&world);
        check_places(&world);
        check_talks(&world);
        moderation::check_reported_pairs(&world);
        check_fold(&world);

        world.let_time_run_out();
        check_always(&world);
        check_settled(&world);
        for search in world.searches.values() {
            prop_assert!(!is_running(search.state), "a search without an end");
        }
        for state in world.matches.values() {
            prop_assert!(state.state != MatchState::Proposed, "a proposal without an end");
        }
        // Silent talks have been warned by now.
        world.let_time_run_out();
        check_settled(&world);
        prop_assert!(engagements(&world).is_empty(), "a silent talk without an end");
    }
}

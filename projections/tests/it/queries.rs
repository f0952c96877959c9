//! What bot, API and matchmaker ask.

use domain::matching::Candidate;
use domain::values::MemberId;
use projections::conversations::{self, ConversationState};
use projections::searches::{self, Searches};
use projections::seekers::{self, Waiting};
use projections::{Positioned, ProjectionError, View, find, member_cards, wait_for};

use crate::history::History;
use crate::system::{PATIENCE, System};

fn candidates(waiting: &Waiting) -> Vec<Candidate> {
    waiting.candidates(|_| true).collect()
}

#[tokio::test]
async fn what_the_matchmaker_folds_on_is_what_it_would_load() {
    let system = System::new().await;
    let _live = system.run_live();
    let mut history = History::new(30);
    let position = history.append(&system.log, 300).await;
    system.wait_for_all(position).await;
    let mut waiting = Waiting::load(&system.pool).await.unwrap();
    for _ in 0..5 {
        let position = history.append(&system.log, 150).await;
        waiting
            .catch_up(&system.pool, &system.log, PATIENCE)
            .await
            .unwrap();
        assert_eq!(waiting.position(), position);
        system.wait_for_all(position).await;
        let fresh = Waiting::load(&system.pool).await.unwrap();
        assert!(!candidates(&fresh).is_empty());
        assert_eq!(candidates(&waiting), candidates(&fresh));
    }
}

#[tokio::test]
async fn the_matchmaker_may_start_while_one_read_model_is_behind_the_other() {
    let system = System::new().await;
    let mut history = History::new(31);
    history.append(&system.log, 200).await;
    for name in ["member_cards", "seekers"] {
        system.rebuild(find(name).unwrap()).await.unwrap();
    }
    let position = history.append(&system.log, 300).await;
    system.rebuild(find("seekers").unwrap()).await.unwrap();
    let mut waiting = Waiting::load(&system.pool).await.unwrap();
    assert!(waiting.position() < position);
    let _live = system.run_live();
    waiting
        .catch_up(&system.pool, &system.log, PATIENCE)
        .await
        .unwrap();
    system.wait_for_all(position).await;
    let fresh = Waiting::load(&system.pool).await.unwrap();
    assert!(!candidates(&fresh).is_empty());
    assert_eq!(candidates(&waiting), candidates(&fresh));
}

#[tokio::test]
async fn waiting_searches_are_counted_and_found_by_member() {
    let system = System::new().await;
    History::new(32).append(&system.log, 700).await;
    for projection in projections::all() {
        system.rebuild(projection).await.unwrap();
    }
    let loaded = seekers::all_with_cards(&system.pool).await.unwrap();
    let free = loaded
        .seekers
        .iter()
        .filter(|found| found.seeker.taken_by.is_none());
    let free = i64::try_from(free.count()).unwrap();
    assert!(free > 0);
    assert_eq!(seekers::waiting_count(&system.pool).await.unwrap(), free);
    assert!(loaded.seekers.is_sorted_by_key(|found| found.seeker.since));
    let first = &loaded.seekers[0];
    let found = seekers::find_of_member(&system.pool, first.seeker.member)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(&first.seeker));
    let card = member_cards::find(&system.pool, first.seeker.member)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.card.as_ref(), Some(&card.card));
    assert_eq!(card.as_of, loaded.cards_position);
}

#[tokio::test]
async fn a_members_talks_are_found_the_newest_first() {
    let system = System::new().await;
    let position = History::new(33).append(&system.log, 900).await;
    system
        .rebuild(find("conversations").unwrap())
        .await
        .unwrap();
    let view = projections::View::<conversations::Conversations>::as_of(&system.log, position)
        .await
        .unwrap();
    let mut members: Vec<MemberId> = view.rows().map(|row| row.first_member).collect();
    members.sort();
    members.dedup();
    for member in members {
        let mut expected: Vec<_> = view
            .rows()
            .filter(|row| row.peer_of(member).is_some())
            .cloned()
            .collect();
        expected.sort_by_key(|row| std::cmp::Reverse((row.proposed_at, row.match_id)));
        assert_eq!(
            conversations::history_of(&system.pool, member, 100)
                .await
                .unwrap(),
            expected
        );
        assert_eq!(
            conversations::open_of(&system.pool, member)
                .await
                .unwrap()
                .as_ref(),
            expected.iter().find(|row| row.is_open())
        );
        assert_eq!(
            conversations::latest_talk_of(&system.pool, member)
                .await
                .unwrap()
                .as_ref(),
            expected
                .iter()
                .find(|row| row.state == ConversationState::Ended)
        );
        let first = &expected[0];
        assert_eq!(
            conversations::find(&system.pool, first.match_id)
                .await
                .unwrap()
                .as_ref(),
            Some(first)
        );
    }
    let chatting = view
        .rows()
        .filter(|row| row.state == ConversationState::Chatting)
        .count();
    assert_eq!(
        conversations::open_talks_count(&system.pool).await.unwrap(),
        i64::try_from(chatting).unwrap()
    );
}

#[tokio::test]
async fn searches_are_found_by_their_member_also_when_they_are_over() {
    let system = System::new().await;
    let position = History::new(36).append(&system.log, 600).await;
    system.rebuild(find("searches").unwrap()).await.unwrap();
    let view = View::<Searches>::as_of(&system.log, position)
        .await
        .unwrap();
    let member = view
        .rows()
        .find(|row| row.ended_at.is_some())
        .expect("a search that is over")
        .member;
    let mut expected: Vec<_> = view.rows().filter(|row| row.member == member).collect();
    expected.sort_by_key(|row| std::cmp::Reverse((row.started_at, row.search_id)));
    let found = searches::history_of(&system.pool, member, 100)
        .await
        .unwrap();
    assert!(found.iter().eq(expected.iter().copied()));
    let newest = searches::history_of(&system.pool, member, 1).await.unwrap();
    assert_eq!(newest, found[..1]);
}

#[tokio::test]
async fn waiting_for_a_position_that_does_not_come_ends_with_an_error() {
    let system = System::new().await;
    let position = History::new(34).append(&system.log, 10).await;
    let outcome = wait_for(
        &system.log,
        find("seekers").unwrap(),
        position,
        std::time::Duration::ZERO,
    )
    .await;
    assert!(matches!(outcome, Err(ProjectionError::Behind { position: at, .. }) if at == position));
}

#[tokio::test]
async fn events_of_this_version_are_all_readable() {
    let system = System::new().await;
    History::new(35).append(&system.log, 200).await;
    for record in system.log.after(0, 1_000).await.unwrap() {
        Positioned::decode(&record).unwrap();
    }
}

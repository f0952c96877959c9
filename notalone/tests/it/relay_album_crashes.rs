//! Albums whose process is killed or frozen while they are on their way: nothing is lost, nobody is told what is not so.

use std::time::Duration;

use telegram_simulator::client::FaultEffect;
use testkit::eventually;

use crate::harness::System;
use crate::relay_albums::{acknowledged, holiday, nothing_under_way, send};
use crate::relay_tools::{ALBUM_WITHIN, asked, files, over, talking, two_replicas};

/// More than any test meets, so that what is left tells whether it was met.
const MANY: u32 = 1_000;

/// From now on this happens to every album that is sent.
async fn albums_meet(system: &System, effect: FaultEffect) {
    let control = system.bot.control();
    control
        .fail(Some("sendMediaGroup"), effect, MANY)
        .await
        .unwrap();
}

/// Returns once an album has met it.
async fn met(system: &System) {
    eventually(ALBUM_WITHIN, || async {
        let faults = system.bot.control().faults().await.unwrap();
        faults.iter().any(|fault| fault.remaining < MANY)
    })
    .await;
}

/// The place among the replicas of the one that has the album.
async fn owner(system: &System) -> usize {
    let address: String = sqlx::query_scalar("select owner_address from albums")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    let mut replicas = system.replicas.iter();
    replicas
        .position(|replica| replica.url() == address)
        .unwrap()
}

/// Returns once a process has found that its album is another one's.
async fn gave_way(system: &System) {
    eventually(ALBUM_WITHIN, || async {
        system.logs().contains("taken over by another process")
    })
    .await;
}

/// Before Telegram took it or after: whoever comes next cannot know, sends it again, and says so.
#[tokio::test]
async fn an_album_killed_while_it_was_sent_is_sent_again_and_its_sender_told_so() {
    for (effect, times) in [(FaultEffect::Hang, 1), (FaultEffect::LostAnswer, 2)] {
        let system = System::start(two_replicas()).await;
        let (anna, boris) = talking(&system).await;
        albums_meet(&system, effect).await;
        send(&anna, holiday()).await;
        met(&system).await;
        // What has arrived by now is there; the clock stands, so nothing is tried again.
        files(&boris, "photo", 3 * (times - 1)).await;
        for replica in &system.replicas {
            replica.kill();
        }
        system.bot.control().clear_faults().await.unwrap();
        system.restart(1).await;
        anna.expect("мог получить альбом дважды").await;
        files(&boris, "photo", 3 * times).await;
        assert_eq!(anna.count_of("дошёл, но без подписей").await, 0);
        nothing_under_way(&system).await;
        system.restart(0).await;
        over(system, &anna, &boris).await;
    }
}

#[tokio::test]
async fn an_owner_that_was_frozen_while_gathering_sends_nothing_afterwards() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    send(&anna, holiday()).await;
    acknowledged(&system, 4).await;
    let frozen = owner(&system).await;
    system.replicas[frozen].freeze();
    anna.expect("Альбом дошёл, но без подписей").await;
    system.replicas[frozen].thaw();
    gave_way(&system).await;
    files(&boris, "photo", 3).await;
    assert!(asked(&system, "sendMediaGroup", &boris).await.is_empty());
    assert_eq!(asked(&system, "copyMessages", &boris).await.len(), 1);
    nothing_under_way(&system).await;
    over(system, &anna, &boris).await;
}

/// Its request never ended, but the album arrived by another process: «не доставлено» would be untrue.
#[tokio::test]
async fn an_owner_that_was_frozen_while_sending_does_not_say_that_nothing_arrived() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    albums_meet(&system, FaultEffect::Hang).await;
    send(&anna, holiday()).await;
    met(&system).await;
    let frozen = owner(&system).await;
    system.replicas[frozen].freeze();
    system.bot.control().clear_faults().await.unwrap();
    anna.expect("мог получить альбом дважды").await;
    system.replicas[frozen].thaw();
    system.advance(Duration::from_secs(21)).await;
    gave_way(&system).await;
    assert_eq!(anna.count_of("Сообщение не доставлено").await, 0);
    files(&boris, "photo", 3).await;
    nothing_under_way(&system).await;
    over(system, &anna, &boris).await;
}

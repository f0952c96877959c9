//! A username on its way from one to the other: only in the vault, encrypted, and gone when it was told.

use testkit::eventually;

use crate::harness::{Person, System};
use crate::privacy_stores::everything_stored;
use crate::relay_tools::two_replicas;

const OFFER: &str = "Открыться";

/// As written, and as a binary column would show it.
async fn assert_nowhere(system: &System, words: &[&str]) {
    system.wait_done().await;
    let stored = everything_stored(system).await;
    for word in words {
        let coats = [(*word).to_owned(), hex::encode(word)];
        for (table, row) in &stored {
            let found = coats
                .iter()
                .find(|coat| row.to_lowercase().contains(coat.as_str()));
            assert!(found.is_none(), "{table} holds a username: {row}");
        }
        let (_, metrics) = system.get(0, "/metrics").await;
        assert!(!metrics.contains(*word), "a metric holds a username");
        assert!(!system.logs().contains(*word), "a log holds a username");
    }
}

async fn offer(person: &Person) {
    person.expect_button(OFFER).await;
    person.tap(OFFER).await;
}

#[tokio::test]
async fn a_username_is_in_the_vault_alone_and_only_until_it_was_told() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let names = ["handle_of_"];
    offer(&anna).await;
    assert_eq!(system.usernames_kept().await, 1);
    assert_nowhere(&system, &names).await;
    anna.expect_button("Не открываться").await;
    anna.tap("Не открываться").await;
    assert_eq!(system.usernames_kept().await, 0, "taken back");

    offer(&anna).await;
    anna.look().await;
    offer(&boris).await;
    for person in [&anna, &boris] {
        person.expect("@handle_of_").await;
    }
    assert_nowhere(&system, &names).await;
    assert_eq!(system.usernames_kept().await, 0, "told");
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn what_a_crash_left_is_swept() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    offer(&anna).await;
    system.wait_done().await;
    // As if the process had died between the vault and the command, in a talk long ago.
    sqlx::query(
        "insert into vault.sealed_values (reference, member_id, kind, sealed, written_at)
         select gen_random_uuid(), member_id, kind, sealed, written_at - interval '1 day' from vault.sealed_values where kind = 'username'",
    )
    .execute(&system.pool)
    .await
    .unwrap();
    sqlx::query("update vault.sealed_values set written_at = written_at - interval '1 hour' where kind = 'username'")
        .execute(&system.pool)
        .await
        .unwrap();
    // The first round of sweeping comes with the start.
    system.replicas[0].stop().await;
    system.restart(0).await;
    eventually(crate::fault_tools::RECOVERED_WITHIN, || async {
        system.usernames_kept().await == 1
    })
    .await;
    // The offer that stands is still good.
    offer(&boris).await;
    anna.expect("Вы оба решили открыться").await;
    boris.expect("Вы оба решили открыться").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

//! After a whole journey nothing personal is in any table, in plain or in binary, and no metric names anybody.

use sqlx::Row;

use crate::harness::{Options, Person, Profile, Redis, System, holds};

/// Every row of every table of ours as text, bytes as hex.
pub(crate) async fn everything_stored(system: &System) -> Vec<(String, String)> {
    let tables = sqlx::query(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    let mut stored = Vec::new();
    for table in tables {
        let name: String = table.get("name");
        let rows: Vec<String> =
            sqlx::query_scalar(&format!("select row_to_json(t)::text from {name} t"))
                .fetch_all(&system.pool)
                .await
                .unwrap();
        stored.extend(rows.into_iter().map(|row| (name.clone(), row)));
    }
    stored
}

/// What must not be found of a person: as written, and the id as a binary column would show it.
pub(crate) fn telling(person: &Person, names: &[&str]) -> Vec<String> {
    let id = person.control.id();
    let mut telling = vec![
        id.to_string(),
        hex::encode(id.to_be_bytes()),
        hex::encode(id.to_le_bytes()),
    ];
    telling.extend(names.iter().map(|&name| name.to_owned()));
    telling
}

#[tokio::test]
async fn no_table_and_no_metric_holds_anything_personal() {
    let system = System::start(Options::default().redis(Redis::Running)).await;
    let (anna, boris) = (
        system.person("Аннабелла").await,
        system.person("Бореслав").await,
    );
    let profile = |nickname: &str, bio: &str| Profile::named("x").nickname(nickname).bio(bio);
    anna.onboard(&profile("Тихая гавань", "люблю тишину")).await;
    boris.onboard(&profile("Ночной чай", "пью чай")).await;
    anna.meet(&boris).await;
    anna.tell(&boris, "слово, которое нигде не остаётся").await;
    // A question that waits, a card that is kept, a search under way: rows of every kind are there.
    boris.ask("/profile", "Ваш профиль").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.rate(5).await;
    boris.find().await;
    let vera = system.person("Верослава").await;
    vera.accept_rules().await;
    system.wait_done().await;

    let mut telling_words = telling(&anna, &["Аннабелла", "Тихая гавань", "люблю тишину"]);
    telling_words.extend(telling(&boris, &["Бореслав", "Ночной чай", "пью чай"]));
    telling_words.extend(telling(
        &vera,
        &["Верослава", "handle_of_", "нигде не остаётся"],
    ));
    let stored = everything_stored(&system).await;
    for (table, row) in &stored {
        for word in &telling_words {
            assert!(
                !row.contains(word.as_str()),
                "{table} holds «{word}»: {row}"
            );
        }
    }
    for table in [
        "events",
        "inbox",
        "outbox",
        "dialogues",
        "timers",
        "vault.addresses",
        "vault.identities",
        "vault.sealed_values",
    ] {
        let is_there = stored.iter().any(|(name, _)| name.ends_with(table));
        assert!(is_there, "no row of {table} was looked at");
    }

    let (_, metrics) = system.get(0, "/metrics").await;
    for word in &telling_words {
        let line = metrics.lines().find(|line| holds(line, word));
        assert_eq!(line, None, "a metric holds «{word}»");
    }
    let members: Vec<uuid::Uuid> = sqlx::query_scalar("select member_id from vault.identities")
        .fetch_all(&system.pool)
        .await
        .unwrap();
    assert_eq!(members.len(), 3);
    for member in members {
        assert!(
            !metrics.contains(&member.to_string()),
            "a label holds an id"
        );
    }
    boris.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

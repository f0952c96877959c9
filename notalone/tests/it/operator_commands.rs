//! What an operator types, on a system in which two people are talking.

use serde_json::Value;

use crate::harness::{CommandOutput, INTERNAL_BOT_SECRET, Person, System};

async fn in_talk() -> (System, Person, Person) {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "Здравствуйте, можно с вами поговорить?")
        .await;
    system.wait_done().await;
    (system, anna, boris)
}

/// The lines that are JSON objects; nothing else may stand beside them.
fn json_lines(output: CommandOutput) -> Vec<Value> {
    let text = output.succeeded();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

async fn newest_position(system: &System) -> i64 {
    sqlx::query_scalar("select position from log_head")
        .fetch_one(&system.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_log_is_read_from_its_end_and_by_stream() {
    let (system, anna, _boris) = in_talk().await;
    let newest = newest_position(&system).await;

    let tail = json_lines(system.run(["log", "tail", "-n", "3", "--json"]).await);
    let positions: Vec<_> = tail.iter().map(|event| event["position"].clone()).collect();
    assert_eq!(positions, [newest - 2, newest - 1, newest]);
    let started = tail
        .iter()
        .find(|event| event["event_type"] == "ChatStarted")
        .expect("two people have just begun to talk");
    assert_eq!(started["hash"].as_str().unwrap().len(), 64);
    let read = system.run(["log", "tail"]).await.succeeded();
    assert_eq!(read.lines().count(), 20);
    assert!(read.lines().last().unwrap().contains(&newest.to_string()));

    let stream = started["stream"].as_str().unwrap();
    let (_, id) = stream.split_once('/').unwrap();
    let by_type = json_lines(system.run(["log", "show", stream, "--json"]).await);
    let by_id = json_lines(system.run(["log", "show", id, "--json"]).await);
    assert_eq!(by_type, by_id);
    let types: Vec<_> = by_id
        .iter()
        .map(|event| event["event_type"].as_str().unwrap())
        .collect();
    assert_eq!(types[0], "MatchProposed");
    assert!(
        types.ends_with(&["ProposalAccepted", "ChatStarted"]),
        "{types:?}"
    );
    let shown = system.run(["log", "show", stream]).await.succeeded();
    assert_eq!(shown.lines().count(), by_id.len());
    assert!(!shown.contains(&anna.nickname()), "{shown}");

    let unknown = system.run(["log", "show", "match/nobody"]).await;
    assert_eq!(unknown.exit_code, Some(1), "{}", unknown.text);
    assert!(unknown.text.contains("there is no stream match/nobody"));
    system.finish_with_open_talks(1).await;
}

#[tokio::test]
async fn a_head_that_was_published_proves_that_nothing_was_rewritten() {
    let (system, anna, _boris) = in_talk().await;
    let verified = system.run(["log", "verify"]).await.succeeded();
    let published = verified
        .trim()
        .strip_prefix("intact up to ")
        .unwrap()
        .to_owned();
    let newest = newest_position(&system).await;
    assert!(published.starts_with(&format!("{newest}:")), "{published}");

    anna.end().await;
    let expecting = ["log", "verify", "--json", "--expect", &published];
    let later = json_lines(system.run(expecting).await);
    assert_eq!(later[0]["intact"], true);
    assert!(later[0]["position"].as_i64().unwrap() > newest);

    let (position, hash) = published.split_once(':').unwrap();
    let other = format!("{position}:{}", hash.chars().rev().collect::<String>());
    let rewritten = system.run(["log", "verify", "--expect", &other]).await;
    assert_eq!(rewritten.exit_code, Some(1), "{}", rewritten.text);
    let named = format!("broken at {position}: the log was rewritten");
    assert!(rewritten.text.contains(&named), "{}", rewritten.text);
    system.finish().await;
}

#[tokio::test]
async fn a_changed_event_is_named_by_its_position() {
    let (system, _anna, _boris) = in_talk().await;
    let change = "update events set payload = jsonb_set(payload, '{ChatStarted,at}', '\"2020-01-01T00:00:00Z\"') \
                  where event_type = 'ChatStarted' returning position";
    let refused: Result<i64, _> = sqlx::query_scalar(change).fetch_one(&system.pool).await;
    assert!(refused.is_err(), "the log lets itself be changed");

    let before: Value = payload_of_the_talk(&system).await;
    let trigger = |state| format!("alter table events {state} trigger events_are_final");
    execute(&system, &trigger("disable")).await;
    let position: i64 = sqlx::query_scalar(change)
        .fetch_one(&system.pool)
        .await
        .unwrap();
    let broken = system.run(["log", "verify"]).await;
    assert_eq!(broken.exit_code, Some(1), "{}", broken.text);
    let named = format!("broken at {position}: the event was changed");
    assert!(broken.text.contains(&named), "{}", broken.text);
    let broken = system.run(["log", "verify", "--json"]).await;
    assert_eq!(broken.exit_code, Some(1), "{}", broken.text);
    let told: Value = serde_json::from_str(broken.text.trim()).unwrap();
    assert_eq!(
        (&told["intact"], &told["position"]),
        (&false.into(), &position.into())
    );

    // Put back, the chain holds again: it is the content that is proven.
    sqlx::query("update events set payload = $1 where position = $2")
        .bind(before)
        .bind(position)
        .execute(&system.pool)
        .await
        .unwrap();
    execute(&system, &trigger("enable")).await;
    system.finish_with_open_talks(1).await;
}

async fn payload_of_the_talk(system: &System) -> Value {
    sqlx::query_scalar("select payload from events where event_type = 'ChatStarted'")
        .fetch_one(&system.pool)
        .await
        .unwrap()
}

async fn execute(system: &System, statement: &str) {
    sqlx::query(statement).execute(&system.pool).await.unwrap();
}

#[tokio::test]
async fn read_models_tell_where_they_stand_and_are_rebuilt_under_a_running_replica() {
    let (system, anna, boris) = in_talk().await;
    let newest = newest_position(&system).await;
    let output = system.run(["projections", "status", "--json"]).await;
    let statuses = json_lines(output).remove(0);
    let statuses = statuses.as_array().unwrap().clone();
    assert!(!statuses.is_empty());
    let table = system.run(["projections", "status"]).await.succeeded();
    for status in &statuses {
        assert_eq!(status["position"], newest, "{status}");
        assert_eq!(status["behind"], 0, "{status}");
        assert_eq!(status["parked"], 0, "{status}");
        assert_eq!(status["running"], true, "{status}");
        let name = status["table"].as_str().unwrap();
        assert!(table.contains(name), "{name} is missing:\n{table}");

        let name = status["name"].as_str().unwrap();
        let rebuilt = system
            .run(["projections", "rebuild", name])
            .await
            .succeeded();
        let told = format!("rebuilt {name} up to event {newest}");
        assert!(rebuilt.contains(&told), "{rebuilt}");
    }
    let unknown = system.run(["projections", "rebuild", "nothing"]).await;
    assert_eq!(unknown.exit_code, Some(1), "{}", unknown.text);

    // The replica goes on with the rebuilt tables.
    boris.tell(&anna, "Конечно, я здесь").await;
    boris.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_configuration_is_checked_at_once_and_shown_without_secrets() {
    let system = System::start_default().await;
    let ok = system.run(["config", "check"]).await.succeeded();
    // Nobody has called the crisis contacts yet, which operators are told and which keeps nothing from starting.
    let mut lines = ok.trim().lines().rev();
    assert_eq!(lines.next(), Some("ok"));
    assert!(
        lines.all(|line| line.starts_with("warning: the crisis contact")),
        "{ok}"
    );
    let printed = system.run(["config", "print"]).await.succeeded();
    assert!(printed.contains("NOTALONE_PROPOSAL_TTL=5m"), "{printed}");
    for secret in [
        "INTERNAL_BOT_SECRET",
        "TELEGRAM_BOT_TOKEN",
        "DATABASE_URL",
        "VAULT_MASTER_KEY",
    ] {
        assert!(printed.contains(&format!("{secret}=***\n")), "{printed}");
    }
    for value in [
        INTERNAL_BOT_SECRET,
        "journeys-through-the-real-binary",
        "postgres://",
    ] {
        assert!(!printed.contains(value), "{printed}");
    }

    let wrong = [
        ("NOTALONE_PROPOSAL_TTL", "soon"),
        ("NOTALONE_FIND_PER_HOUR", "3"),
        ("VAULT_MASTER_KEY", "hunter2"),
        ("PUBLIC_BASE_URL", "somewhere"),
    ];
    let checked = system.run_with(["config", "check"], &wrong).await;
    assert_eq!(checked.exit_code, Some(1), "{}", checked.text);
    for (name, _) in wrong {
        assert!(checked.text.contains(name), "{name}: {}", checked.text);
    }
    assert!(!checked.text.contains("hunter2"), "{}", checked.text);
    system.finish().await;
}

#[tokio::test]
async fn webhooks_are_set_shown_and_removed() {
    let (system, anna, boris) = in_talk().await;
    let info = system.run(["webhook", "info"]).await.succeeded();
    let path = format!("/telegram/webhook/{}", system.bot.id());
    assert!(info.contains(&path), "{info}");
    let deleted = system.run(["webhook", "delete"]).await.succeeded();
    assert!(deleted.contains("deleted"), "{deleted}");
    let info = system.run(["webhook", "info"]).await.succeeded();
    assert!(!info.contains(&path), "{info}");

    // What is said meanwhile waits at Telegram until there is a way again.
    let words = "Вы ещё здесь?";
    anna.say(words).await;
    let set = system.run(["webhook", "set"]).await.succeeded();
    assert!(set.contains("set"), "{set}");
    boris.hears(&anna, words).await;
    let unreadable = format!("{info}{set}{deleted}");
    assert!(
        !unreadable.contains("journeys_webhook_secret"),
        "{unreadable}"
    );
    system.finish_with_open_talks(1).await;
}

#[tokio::test]
async fn a_mistyped_command_is_a_usage_error_and_every_command_has_help() {
    let system = System::start_default().await;
    for mistyped in [
        ["log", "forget"],
        ["projections", "rebuild"],
        ["serve", "--role"],
    ] {
        let refused = system.run(mistyped).await;
        assert_eq!(refused.exit_code, Some(2), "{mistyped:?}: {}", refused.text);
    }
    for group in [
        "serve",
        "demo",
        "log",
        "projections",
        "webhook",
        "config",
        "match",
    ] {
        let help = system.run([group, "--help"]).await.succeeded();
        assert!(help.contains("Usage: notalone"), "{help}");
    }
    system.finish().await;
}

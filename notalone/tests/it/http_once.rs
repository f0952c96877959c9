//! Calls with an `Idempotency-Key` happen once.

use serde_json::{Value, json};

use crate::harness::{Options, System};

const KEY: &str = "idempotency-key";

#[tokio::test]
async fn a_repeated_call_gets_the_first_answer_and_does_nothing() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    boris.look().await;
    let text = "скажу это только один раз";
    let mut answers = Vec::new();
    for replica in [0, 1, 0] {
        let call = front_end.words(text).header(KEY, "relay-0123456789abcdef");
        answers.push(system.send(replica, &call).await);
    }
    boris.hears(&anna, text).await;
    assert_eq!(answers[0].header("idempotency-replayed"), None);
    for again in &answers[1..] {
        assert_eq!(again.expect(200), &answers[0].body);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }
    // Another body, another path: another call.
    let other = front_end
        .words("другое")
        .header(KEY, "relay-0123456789abcdef");
    let refused = system.send(1, &other).await;
    assert_eq!(refused.problem(), (422, "idempotency_key_reused"));
    let other = front_end.post("/chat/end", &json!({"text": text}));
    let refused = system
        .send(1, &other.header(KEY, "relay-0123456789abcdef"))
        .await;
    assert_eq!(refused.problem(), (422, "idempotency_key_reused"));
    // The key of one member is nothing to another.
    let own = system.front_end(&boris).words("а я отвечу");
    let relayed = system
        .send(0, &own.header(KEY, "relay-0123456789abcdef"))
        .await;
    relayed.expect(200);
    anna.hears(&boris, "а я отвечу").await;

    system.wait_done().await;
    assert_eq!(boris.count_of(text).await, 1);
    let end = |key: &str| front_end.post("/chat/end", &json!({})).header(KEY, key);
    let ended = system.send(0, &end("end-0123456789abcdef")).await;
    let again = system.send(1, &end("end-0123456789abcdef")).await;
    assert_eq!(again.expect(200), ended.expect(200));
    boris.expect("Разговор завершён").await;
    // A refusal is an outcome too, and stays what it was when the same would be granted.
    let find = || {
        let call = system.front_end(&anna).post("/match/find", &json!({}));
        call.header(KEY, "find-0123456789abcdef")
    };
    anna.find().await;
    let refused = system.send(0, &find()).await;
    assert_eq!(refused.problem(), (409, "already_searching"));
    anna.ask("/cancel", "Остановил поиск").await;
    let again = system.send(1, &find()).await;
    assert_eq!(again.problem(), (409, "already_searching"));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    system.finish().await;
}

#[tokio::test]
async fn calls_at_the_same_instant_happen_once() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    boris.look().await;
    let text = "в один и тот же миг";
    let calls: Vec<_> = (0..6)
        .map(|_| front_end.words(text).header(KEY, "at-once-0123456789"))
        .collect();
    let sent = calls
        .iter()
        .enumerate()
        .map(|(n, call)| system.send(n % 2, call));
    for answer in futures::future::join_all(sent).await {
        match answer.status {
            200 => assert_eq!(answer.body["status"], "relayed"),
            _ => assert_eq!(answer.problem(), (409, "idempotency_in_progress")),
        }
    }
    boris.hears(&anna, text).await;
    system.wait_done().await;
    assert_eq!(boris.count_of(text).await, 1);
    anna.end().await;
    system.finish().await;
}

/// The process died between what it did and the note that it did it: the call is made again and comes to the same answer.
#[tokio::test]
async fn a_call_whose_outcome_was_lost_comes_to_the_same_answer() {
    let system = System::start(Options::default().replicas(2)).await;
    let anna = system.member("Анна").await;
    let front_end = system.front_end(&anna);
    let find = || {
        let call = front_end.post("/match/find", &json!({}));
        call.header(KEY, "find-0123456789abcdef")
    };
    let first = system.send(0, &find()).await;
    let lost = "update call_outcomes set status = null, body = null, lease_until = clock_timestamp() + interval '1 hour'";
    sqlx::query(lost).execute(&system.pool).await.unwrap();
    let under_way = system.send(1, &find()).await;
    assert_eq!(under_way.problem(), (409, "idempotency_in_progress"));
    assert_eq!(under_way.header("retry-after"), Some("1"));
    let died = "update call_outcomes set lease_until = clock_timestamp() - interval '1 second'";
    sqlx::query(died).execute(&system.pool).await.unwrap();
    let again = system.send(1, &find()).await;
    assert_eq!(again.expect(202), first.expect(202));
    assert_eq!(again.header("idempotency-replayed"), None);
    assert_eq!(system.events("SearchStarted").await, 1);

    let boris = system.member("Борис").await;
    boris.find().await;
    boris.accept().await;
    anna.accept().await;
    anna.expect("Разговор открыт").await;
    boris.expect("Разговор открыт").await;
    let end = || {
        let call = front_end.post("/chat/end", &json!({}));
        call.header(KEY, "end-0123456789abcdef")
    };
    let first = system.send(0, &end()).await;
    let forgotten = "delete from call_outcomes";
    sqlx::query(forgotten).execute(&system.pool).await.unwrap();
    let again = system.send(1, &end()).await;
    assert_eq!(again.expect(200), first.expect(200));
    assert_eq!(system.events("ChatEnded").await, 1);
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

/// «Come again» is not what the call led to.
#[tokio::test]
async fn a_limit_is_shared_with_telegram_and_is_no_outcome() {
    let options = Options::default()
        .relay_limit(15, 2)
        .variable("NOTALONE_FIND_PER_MINUTE", 2);
    let system = System::start(options).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    anna.tell(&boris, "первое, в Telegram").await;
    boris.look().await;
    system.send(0, &front_end.words("второе")).await.expect(200);
    boris.hears(&anna, "второе").await;
    let third = || {
        front_end
            .words("третье")
            .header(KEY, "third-0123456789abcdef")
    };
    let limited = system.send(0, &third()).await;
    assert_eq!(limited.problem(), (429, "too_many_requests"));
    assert_eq!(limited.header("retry-after"), Some("4"));
    assert!(!boris.chat().await.bot_said("третье"));
    system.advance(std::time::Duration::from_secs(4)).await;
    system.send(0, &third()).await.expect(200);
    boris.hears(&anna, "третье").await;
    front_end.ask(0, "/chat/end", &json!({})).await.expect(200);
    boris.expect("Разговор завершён").await;

    let find = async || front_end.ask(0, "/match/find", &json!({})).await;
    find().await.expect(202);
    anna.ask("/cancel", "Остановил поиск").await;
    let limited = find().await;
    assert_eq!(limited.problem(), (429, "too_many_requests"));
    let seconds: Option<u64> = limited
        .header("retry-after")
        .and_then(|text| text.parse().ok());
    assert!(seconds.is_some_and(|seconds| (1..=60).contains(&seconds)));
    system.finish().await;
}

#[tokio::test]
async fn a_key_is_long_enough_to_be_drawn_at_random() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let front_end = system.front_end(&anna);
    let too_long = "k".repeat(129);
    for key in ["", "1", "fifteen-letters", "with a space in it", &too_long] {
        let call = front_end.post("/match/find", &json!({})).header(KEY, key);
        let refused = system.send(0, &call).await;
        assert_eq!(
            refused.problem(),
            (400, "idempotency_key_malformed"),
            "{key:?}"
        );
    }
    let rows: Vec<Value> = sqlx::query_scalar("select to_jsonb(o) from call_outcomes o")
        .fetch_all(&system.pool)
        .await
        .unwrap();
    assert!(rows.is_empty(), "{rows:?}");
    system.finish().await;
}

//! `notalone demo` as `make demo` and `make demo-script` run it: everything in one process, in real time.

use std::time::Duration;

use serde_json::{Value, json};
use telegram_simulator::client::{ChatView, Control};
use testkit::{Program, RunningProgram, TestDatabase, eventually, eventually_some};

use crate::harness::{ACCEPT, LOSS, Person, Profile, RELOCATION, SKIP};

/// The bot of the demo, as its simulator knows it.
const TOKEN: &str = "1000001:demo";
/// The machine may be busy with other tests.
const STARTS_WITHIN: Duration = Duration::from_mins(3);
const PLAYED_WITHIN: Duration = Duration::from_mins(3);
const STOPS_WITHIN: Duration = Duration::from_secs(20);
/// For what simulated members do among themselves.
const MET_WITHIN: Duration = Duration::from_mins(3);

/// What the script says it saw, in order.
const STEPS: [&str; 8] = [
    "both search and are proposed to each other",
    "both accept and the talk opens",
    "messages arrive both ways with their text and formatting unchanged",
    "a username is hidden and its sender told",
    "/end asks and ends the talk for both",
    "both rate the talk",
    "/profile shows the profile with a button per field",
    "nothing names the other: no Telegram id, no first name, no username",
];
/// Parts of the transcript: what was pressed, what came, under whose name.
const TRANSCRIPT: [&str; 5] = [
    "→ [Мне есть 18, я понимаю]",
    "→ [✅ Принять]",
    "Разговор открыт. Ваш собеседник — ",
    "✉️ ",
    "Вы завершили разговор",
];

fn demo(database: &TestDatabase) -> Program {
    Program::at(env!("CARGO_BIN_EXE_notalone"))
        .variable("DATABASE_URL", database.url())
        .arguments(["demo"])
}

const CASES: &str = "select count(distinct aggregate_id) from events where aggregate_type = 'case'";

async fn count(database: &TestDatabase, query: &str) -> i64 {
    let pool = database.pool();
    sqlx::query_scalar(query).fetch_one(&pool).await.unwrap()
}

/// What follows a name on the list of links.
async fn link(run: &RunningProgram, name: &str) -> String {
    eventually_some(STARTS_WITHIN, || async {
        let output = run.output();
        assert!(run.exit_status().is_none(), "it ended:\n{output}");
        let mut lines = output.lines().map(str::trim);
        let address = lines.find_map(|line| line.strip_prefix(name))?.trim();
        Some(address.trim_end_matches('/').to_owned())
    })
    .await
}

#[tokio::test]
async fn the_script_goes_through_the_main_journey_and_shows_what_both_saw() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).arguments(["--script"]).start();
    let status = run.wait(PLAYED_WITHIN).await;
    let output = run.output();
    assert!(status.success(), "{output}");
    let said: Vec<_> = output
        .lines()
        .filter_map(|line| line.strip_prefix("ok  "))
        .collect();
    let mut steps = said.iter();
    for step in STEPS {
        assert!(
            steps.any(|line| *line == step),
            "«{step}» is missing or too early:\n{output}"
        );
    }
    for part in TRANSCRIPT {
        assert!(output.contains(part), "«{part}» is missing:\n{output}");
    }
    assert_eq!(count(&database, CASES).await, 0, "two people and no past");
}

/// The console of a demo as its staff sees it, by what was printed.
struct Office {
    url: String,
    name: String,
    password: String,
}

impl Office {
    async fn of(run: &RunningProgram) -> Self {
        let printed = link(run, "Console").await;
        let (url, login) = printed.split_once("/console (as ").unwrap();
        let (name, password) = login.split_once(", password ").unwrap();
        Self {
            url: url.to_owned(),
            name: name.to_owned(),
            password: password.trim_end_matches(')').to_owned(),
        }
    }

    async fn cases(&self, show: &str) -> Vec<Value> {
        let url = format!("{}/api/v1/admin/cases?show={show}", self.url);
        let request = reqwest::Client::new().get(url);
        let request = request.basic_auth(&self.name, Some(&self.password));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let body: Value = answer.json().await.unwrap();
        body["cases"].as_array().unwrap().clone()
    }

    /// Once the read model knows all of them.
    async fn all(&self) -> (Vec<Value>, Vec<Value>) {
        eventually_some(MET_WITHIN, || async {
            let all = (self.cases("waiting").await, self.cases("closed").await);
            (all.0.len() + all.1.len() >= 40).then_some(all)
        })
        .await
    }
}

fn having(cases: &[Value], field: &str, value: &Value) -> usize {
    cases.iter().filter(|case| &case[field] == value).count()
}

#[tokio::test]
async fn the_console_has_forty_cases_in_every_state_and_no_more_after_a_restart() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).start();
    let office = Office::of(&run).await;
    let (waiting, closed) = office.all().await;
    assert_eq!((waiting.len(), closed.len()), (26, 14));
    assert!(having(&waiting, "urgent", &json!(true)) >= 5);
    assert_eq!(having(&waiting, "state", &json!("appealed")), 3);
    assert_eq!(having(&waiting, "escalated", &json!(true)), 4);
    let free = having(&waiting, "assigned_to", &Value::Null);
    assert!((10..20).contains(&free), "{free}");
    for decision in ["dismiss", "warn", "mute", "suspend", "ban"] {
        assert!(
            having(&closed, "decision", &json!(decision)) > 0,
            "{decision}"
        );
    }
    for outcome in ["upheld", "overturned"] {
        assert_eq!(having(&closed, "appeal_outcome", &json!(outcome)), 1);
    }
    for reason in ["spam", "abuse", "danger", "crisis", "minor", "other"] {
        let with = |case: &&Value| case["reasons"].as_array().unwrap().contains(&json!(reason));
        assert!(waiting.iter().filter(with).count() > 0, "{reason}");
    }
    let mut opened: Vec<&str> = waiting
        .iter()
        .chain(&closed)
        .map(|case| case["opened_at"].as_str().unwrap())
        .collect();
    opened.sort_unstable();
    opened.dedup();
    assert_eq!(opened.len(), 40, "each began at a moment of its own");
    assert!(office.cases("mine").await.len() >= 3);
    assert!(run.interrupt(STOPS_WITHIN).await.success());

    let again = demo(&database).start();
    let office = Office::of(&again).await;
    let (waiting, closed) = office.all().await;
    assert_eq!((waiting.len(), closed.len()), (26, 14));
    assert_eq!(count(&database, CASES).await, 40);
    assert!(again.interrupt(STOPS_WITHIN).await.success());
    assert!(!again.output().contains("panicked"), "{}", again.output());
}

#[tokio::test]
async fn a_visitor_meets_one_of_the_forty_and_talks_with_them() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).start();
    let phones = link(&run, "Phones").await;
    let api = link(&run, "Ready").await;
    let ready = reqwest::get(&api).await.unwrap();
    assert_eq!(ready.status(), 200);

    let visitor = visitor(&phones, "гостьи").await;
    visitor.look().await;
    // Somebody may be there so soon that the waiting card is never read.
    visitor.say("/find").await;
    visitor.accept().await;
    let card = visitor.expect("Разговор открыт").await;
    let headline = card.text.lines().next().unwrap_or_default();
    let (_, peer) = headline.rsplit_once("— ").unwrap();
    let words = format!("✉️ {}\n", peer.trim_end_matches('.'));
    visitor
        .ask("Здравствуйте! Третью неделю не могу отдохнуть", &words)
        .await;
    visitor.ask("А у вас так бывает?", &words).await;
    visitor.end().await;
    visitor.rate(5).await;

    // Meanwhile the others live their own lives.
    let pool = database.pool();
    eventually(MET_WITHIN, || async {
        // Those of the cases began before the demo.
        let talks = "select count(*) from events where event_type = 'ChatStarted' and recorded_at > now() - interval '4 minutes'";
        let talks: i64 = sqlx::query_scalar(talks).fetch_one(&pool).await.unwrap();
        talks >= 2
    })
    .await;

    // Ctrl-C.
    let status = run.interrupt(STOPS_WITHIN).await;
    assert!(status.success(), "{status}:\n{}", run.output());
    for gone in [&phones, &api] {
        assert!(reqwest::get(gone).await.is_err(), "{gone} still answers");
    }
    assert!(!run.output().contains("panicked"), "{}", run.output());
}

/// Somebody new with a complete profile.
async fn visitor(phones: &str, name: &str) -> Person {
    visitor_as(phones, &Profile::named(name)).await
}

async fn visitor_as(phones: &str, profile: &Profile) -> Person {
    let bot = Control::new(phones).unwrap().bot(TOKEN).await.unwrap();
    let visitor = Person::of(bot.person("Гость").await.unwrap());
    visitor.onboard(profile).await;
    visitor
}

/// As many as the hosts are have begun to search.
async fn the_hosts_wait(database: &TestDatabase) {
    let searches = "select count(*) from events where event_type = 'SearchStarted' and recorded_at > now() - interval '4 minutes'";
    eventually(MET_WITHIN, || async {
        count(database, searches).await >= 13
    })
    .await;
}

/// Of the forty, proposed to a visitor before another visitor: where everything is slow they come to help. Thirteen hosts wait.
const SKIPPED_AT_MOST: usize = 2;

/// Waits for a proposal of one visitor to another and accepts it.
async fn accept(visitor: &Person, other: &Person) {
    let mut skipped = 0;
    loop {
        let card = visitor.expect_button(ACCEPT).await;
        if card.text.contains(&other.nickname()) {
            break;
        }
        skipped += 1;
        // Refused when it was withdrawn meanwhile.
        let _ = visitor.control.press(SKIP).await;
        let is_over = |chat: &ChatView| {
            let mut cards = chat.bot_messages();
            !cards.any(|one| one.message_id == card.message_id && one.button(ACCEPT).is_some())
        };
        let over = visitor.control.wait_for("a card that is over", is_over);
        over.await.unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(
        skipped <= SKIPPED_AT_MOST,
        "{skipped} of the forty came before"
    );
    visitor.tap(ACCEPT).await;
}

#[tokio::test]
async fn two_visitors_meet_each_other_while_the_forty_wait() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).start();
    let phones = link(&run, "Phones").await;
    the_hosts_wait(&database).await;
    let (anna, boris) = (
        visitor(&phones, "Анна").await,
        visitor(&phones, "Борис").await,
    );
    for one in [&anna, &boris] {
        one.say("/find").await;
    }
    accept(&anna, &boris).await;
    accept(&boris, &anna).await;
    anna.expect("Разговор открыт").await;
    anna.tell(&boris, "Нас познакомил бот").await;
    assert!(run.interrupt(STOPS_WITHIN).await.success());
}

#[tokio::test]
async fn a_visitor_who_has_not_accepted_one_of_the_forty_is_free_for_another_visitor() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).start();
    let phones = link(&run, "Phones").await;
    let anna = visitor(&phones, "Анна").await;
    anna.say("/find").await;
    anna.expect_button(ACCEPT).await;
    let boris = visitor(&phones, "Борис").await;
    boris.say("/find").await;
    accept(&anna, &boris).await;
    accept(&boris, &anna).await;
    boris.expect("Разговор открыт").await;
    boris.tell(&anna, "Нас познакомил бот").await;
    assert!(run.interrupt(STOPS_WITHIN).await.success());
}

#[tokio::test]
async fn two_visitors_who_cannot_meet_each_other_are_not_left_alone() {
    let database = TestDatabase::empty().await;
    let run = demo(&database).start();
    let phones = link(&run, "Phones").await;
    the_hosts_wait(&database).await;
    let anna = visitor(&phones, "Анна").await;
    let boris = Profile::named("Борис").topics(&[RELOCATION, LOSS]);
    let boris = visitor_as(&phones, &boris).await;
    for one in [&anna, &boris] {
        one.say("/find").await;
    }
    for one in [&anna, &boris] {
        one.expect_button(ACCEPT).await;
    }
    assert!(run.interrupt(STOPS_WITHIN).await.success());
}

//! What programs of the staff read: `GET /api/v1/admin/…`, by role, by HTTP Basic or the console's session.

use std::time::Duration;

use app::staff::Role;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::moderation::ReportReason;
use domain::values::CaseId;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE};
use serde_json::{Value, json};

use crate::harness::{Colleague, Person, System, Talk};

const ADMIN: &str = "/api/v1/admin/";
/// Whom a call is for.
type May = fn(Role) -> bool;
/// Which calls there are, and who may make them.
const DOORS: [(&str, May); 6] = [
    ("cases", Role::moderates),
    ("cases/{id}", Role::moderates),
    ("members/{id}/timeline", Role::moderates),
    ("matches/{id}/timeline", Role::moderates),
    ("audit/head", |_| true),
    ("analytics/{view}", Role::analyses),
];
const LOCKED_FOR: Duration = Duration::from_mins(15);

struct Answer {
    status: u16,
    body: Value,
    retry_after: Option<String>,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The types of the events of a timeline.
    fn events(&self) -> Vec<&str> {
        let events = self.body["events"].as_array().unwrap().iter();
        events
            .map(|event| event["event_type"].as_str().unwrap())
            .collect()
    }

    /// The newest event of a type.
    fn event(&self, event_type: &str) -> &Value {
        let mut events = self.body["events"].as_array().unwrap().iter().rev();
        events
            .find(|event| event["event_type"] == event_type)
            .unwrap()
    }
}

async fn get(system: &System, path: &str, header: (&str, &str)) -> Answer {
    let path = format!("{ADMIN}{path}");
    let page = system.ask(Method::GET, &path, &[header], None).await;
    let retry_after = page.headers.get("retry-after");
    Answer {
        status: page.status,
        body: serde_json::from_str(&page.text).unwrap(),
        retry_after: retry_after.map(|value| value.to_str().unwrap().to_owned()),
    }
}

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

async fn ask(system: &System, who: &Colleague, path: &str) -> Answer {
    let authorization = who.basic();
    get(system, path, (AUTHORIZATION.as_str(), &authorization)).await
}

struct Scene {
    system: System,
    members: (Person, Person),
    talk: Talk,
    case_id: CaseId,
}

impl Scene {
    async fn new() -> Self {
        let system = System::start_default().await;
        let members = system.pair_in_talk("Анна", "Борис").await;
        let talk = system.newest_talk().await;
        let case_id = system.report(talk, ReportReason::Abuse, "грубил").await;
        system.wait_done().await;
        Self {
            system,
            members,
            talk,
            case_id,
        }
    }

    fn path(&self, door: &str) -> String {
        let [_, subject] = self.talk.members;
        let id = match door.split('/').next() {
            Some("cases") => self.case_id.to_string(),
            Some("members") => subject.to_string(),
            _ => self.talk.match_id.to_string(),
        };
        door.replace("{id}", &id).replace("{view}", "funnel_daily")
    }

    async fn looks(&self) -> i64 {
        self.system.wait_done().await;
        sqlx::query_scalar("select count(*) from events where event_type like '%Viewed'")
            .fetch_one(&self.system.pool)
            .await
            .unwrap()
    }

    async fn end(self) {
        self.members.0.end().await;
        self.members.1.expect("Разговор").await;
        self.system.finish().await;
    }
}

/// The calls that the document knows.
async fn documented(system: &System) -> Vec<String> {
    let page = system.ask(Method::GET, "/openapi.json", &[], None).await;
    let document: Value = serde_json::from_str(&page.text).unwrap();
    let paths = document["paths"].as_object().unwrap().keys();
    paths
        .filter_map(|path| Some(path.strip_prefix(ADMIN)?.to_owned()))
        .collect()
}

#[tokio::test]
async fn each_call_of_the_staff_is_open_to_its_roles_and_closed_to_the_others() {
    let scene = Scene::new().await;
    let doors = documented(&scene.system).await;
    assert!(doors.len() >= 5, "{doors:?}");
    for role in Role::ALL {
        let who = scene.system.colleague(role.name(), role.name()).await;
        let session = scene.system.sign_in(&who).await;
        for door in &doors {
            let mut known = DOORS.iter();
            let known = known.find(|(path, _)| path == door);
            let (_, may) = known.unwrap_or_else(|| panic!("who may ask for {door}?"));
            let path = scene.path(door);
            let looks = scene.looks().await;
            let answers = [
                ask(&scene.system, &who, &path).await,
                get(&scene.system, &path, (COOKIE.as_str(), &session.cookie)).await,
            ];
            for answer in answers {
                if may(role) {
                    assert_eq!(answer.status, 200, "{role} at {door}: {}", answer.body);
                } else {
                    let refused = (answer.status, answer.code());
                    assert_eq!(refused, (403, "forbidden"), "{role} at {door}");
                    assert_eq!(scene.looks().await, looks, "a refused look is none");
                }
            }
        }
    }
    // Whoever shows a case, a member or a pair is written down: three roles, three calls, two ways in.
    assert_eq!(scene.looks().await, 18);
    scene.end().await;
}

#[tokio::test]
async fn nobody_gets_in_without_a_password_with_a_wrong_one_or_after_they_were_disabled() {
    let scene = Scene::new().await;
    let system = &scene.system;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let session = system.sign_in(&boris).await;
    system.run(["staff", "disable", "boris"]).await.succeeded();
    let right = basic(boris.name, &boris.password);
    let nobody = basic("nobody", "whatever-it-may-be");
    let unknown = [
        ("accept", "application/json"),
        (AUTHORIZATION.as_str(), "Bearer abc"),
        (AUTHORIZATION.as_str(), "Basic %%%"),
        (AUTHORIZATION.as_str(), right.as_str()),
        (AUTHORIZATION.as_str(), nobody.as_str()),
        (COOKIE.as_str(), session.cookie.as_str()),
        (COOKIE.as_str(), "notalone_session=x"),
    ];
    for header in unknown {
        // After five failures a name is locked.
        for (door, _) in &DOORS[..5] {
            let answer = get(system, &scene.path(door), header).await;
            let refused = (answer.status, answer.code());
            assert_eq!(refused, (401, "staff_unknown"), "{header:?} at {door}");
        }
    }
    for (door, _) in DOORS {
        let nothing = get(system, &scene.path(door), ("accept", "*/*")).await;
        assert_eq!(nothing.status, 401, "{door}");
    }
    assert_eq!(ask(system, &anna, "audit/head").await.status, 200);
    scene.end().await;
}

#[tokio::test]
async fn a_view_of_the_analysts_is_told_by_its_name() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "analyst").await;
    for number in 0..5 {
        let person = system.person(&format!("Человек{number}")).await;
        person.ask("/start", "Ты не один").await;
    }
    system.wait_done().await;
    let funnel = ask(&system, &anna, "analytics/funnel_daily").await;
    assert_eq!(funnel.status, 200);
    assert_eq!(funnel.body["view"], "funnel_daily");
    let day = &funnel.body["rows"][0];
    assert_eq!(
        (&day["day"], &day["started"]),
        (&json!("2026-03-02"), &json!(5))
    );
    assert_eq!(
        day["searched"],
        Value::Null,
        "nobody, which is fewer than five"
    );
    let unknown = ask(&system, &anna, "analytics/pg_shadow").await;
    assert_eq!((unknown.status, unknown.code()), (404, "not_found"));
    system.finish().await;
}

#[tokio::test]
async fn five_wrong_passwords_close_the_calls_for_a_quarter_of_an_hour() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let wrong = basic(anna.name, "not-her-password");
    for _ in 0..5 {
        let answer = get(&system, "cases", (AUTHORIZATION.as_str(), &wrong)).await;
        assert_eq!((answer.status, answer.code()), (401, "staff_unknown"));
    }
    // The right one is not even compared.
    let locked = ask(&system, &anna, "cases").await;
    assert_eq!((locked.status, locked.code()), (429, "too_many_requests"));
    assert_eq!(locked.retry_after.as_deref(), Some("900"));
    system.advance(LOCKED_FOR).await;
    assert_eq!(ask(&system, &anna, "cases").await.status, 200);
    system.finish().await;
}

#[tokio::test]
async fn a_timeline_as_of_an_earlier_position_or_moment_shows_what_was_so_then() {
    let scene = Scene::new().await;
    let system = &scene.system;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let reported_at = system.clock.now();
    system.advance(Duration::from_mins(5)).await;
    let assign = format!("/console/cases/{}/assign", scene.case_id);
    assert_eq!(system.post(&session, &assign, "").await.status, 303);

    for door in ["members/{id}/timeline", "matches/{id}/timeline"] {
        let path = scene.path(door);
        let now = ask(system, &anna, &path).await;
        let opened = now.event("ChatStarted")["position"].as_i64().unwrap();
        let then = ask(system, &anna, &format!("{path}?as_of={opened}")).await;
        assert_eq!(then.body["as_of"], opened, "{door}");
        assert_eq!(then.events().last(), Some(&"ChatStarted"), "{door}");
        assert!(now.events().len() > then.events().len(), "{door}");
        let later = ask(system, &anna, &format!("{path}?as_of=99999999")).await;
        assert_eq!(later.body, now.body, "{door}");
        let never = ask(system, &anna, &format!("{path}?as_of=0")).await;
        assert_eq!(never.body["events"], Value::Array(vec![]), "{door}");
        assert_eq!(never.body["read_models"], serde_json::json!({}), "{door}");
    }

    let path = scene.path("members/{id}/timeline");
    let key = scene.case_id.to_string();
    let row = |answer: &Answer| answer.body["read_models"]["cases"][&key].clone();
    let now = ask(system, &anna, &path).await;
    assert!(row(&now)["assigned_to"].is_string(), "{}", now.body);
    let filed = now.event("ReportFiled")["position"].as_i64().unwrap();
    let moment = reported_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    for as_of in [filed.to_string(), moment] {
        let then = ask(system, &anna, &format!("{path}?as_of={as_of}")).await;
        assert!(row(&then)["assigned_to"].is_null(), "{as_of}");
        assert_eq!(row(&then)["reports"], 1, "{as_of}");
    }
    let before = ask(system, &anna, &format!("{path}?as_of={}", filed - 1)).await;
    assert_eq!(row(&before), Value::Null);
    assert!(!before.events().contains(&"ReportFiled"));
    scene.end().await;
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_refused_with_its_code() {
    let scene = Scene::new().await;
    let system = &scene.system;
    let anna = system.colleague("anna", "moderator").await;
    let unreadable = [
        "as_of=",
        "as_of=yesterday",
        "as_of=1.5",
        "as_of=-1",
        "as_of=2026-13-01T00:00:00Z",
        "as_of=1&as_of=2",
        "as_on=1",
    ];
    for door in ["members/{id}/timeline", "matches/{id}/timeline"] {
        for query in unreadable {
            let path = format!("{}?{query}", scene.path(door));
            let answer = ask(system, &anna, &path).await;
            let refused = (answer.status, answer.code());
            assert_eq!(refused, (422, "invalid_query"), "{door}?{query}");
        }
    }
    for query in ["show=", "show=everything", "show=free&show=mine", "of=me"] {
        let answer = ask(system, &anna, &format!("cases?{query}")).await;
        let refused = (answer.status, answer.code());
        assert_eq!(refused, (422, "invalid_query"), "{query}");
    }
    let nobody = "00000000-0000-0000-0000-000000000000";
    for id in [nobody, "1", "x", "%00"] {
        for door in [
            "cases/{id}",
            "members/{id}/timeline",
            "matches/{id}/timeline",
        ] {
            let answer = ask(system, &anna, &door.replace("{id}", id)).await;
            let refused = (answer.status, answer.code());
            assert_eq!(refused, (404, "not_found"), "{door} of {id}");
        }
    }
    scene.end().await;
}

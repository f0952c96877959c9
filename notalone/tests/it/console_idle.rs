//! Half an hour without anybody there ends a session, also where a page stays open and asks for news (OWASP ASVS 4.0.3, 3.3.2).

use std::time::Duration;

use domain::moderation::ReportReason;
use domain::values::CaseId;
use reqwest::Method;
use reqwest::header::COOKIE;

use crate::harness::{Session, System};

const TEN_MINUTES: Duration = Duration::from_mins(10);

/// What open pages ask by themselves: the answers' status, without reading the stream to its end.
async fn pages_ask(system: &System, session: &Session, case_id: CaseId) -> [u16; 3] {
    let presence = format!("/console/cases/{case_id}/presence");
    let asked = [
        (Method::GET, "/console/stream"),
        (Method::GET, "/console/rows?show=open"),
        (Method::POST, presence.as_str()),
    ];
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut statuses = [0; 3];
    for (status, (method, path)) in statuses.iter_mut().zip(asked) {
        let url = format!("{}{path}", system.replicas[0].url());
        let request = client.request(method.clone(), url);
        let request = request.header(COOKIE, &session.cookie);
        let request = match method {
            Method::POST => request.form(&[("csrf", &session.csrf)]),
            _ => request,
        };
        *status = request.send().await.unwrap().status().as_u16();
    }
    statuses
}

#[tokio::test]
async fn pages_that_ask_by_themselves_keep_nobody_signed_in_and_a_click_does() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, "грубил").await;
    let anna = system.colleague("anna", "moderator").await;
    let (away, there) = (system.sign_in(&anna).await, system.sign_in(&anna).await);
    let alive = [200, 200, 204];
    for _ in 0..2 {
        system.advance(TEN_MINUTES).await;
        assert_eq!(pages_ask(&system, &away, case_id).await, alive);
        assert_eq!(pages_ask(&system, &there, case_id).await, alive);
    }
    assert_eq!(system.page(&there, "/console/texts").await.status, 200);
    system.advance(TEN_MINUTES).await;
    assert_eq!(pages_ask(&system, &away, case_id).await, [401; 3]);
    let out = system.page(&away, "/console/texts").await;
    assert_eq!(
        (out.status, out.location.as_str()),
        (303, "/console/sign-in")
    );
    assert_eq!(pages_ask(&system, &there, case_id).await, alive);
    system.advance(2 * TEN_MINUTES).await;
    assert_eq!(pages_ask(&system, &there, case_id).await, [401; 3]);
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

//! What the console answers to paths, bodies and browsers that are odd, and what no answer of it holds.

use reqwest::Method;

use crate::harness::{Options, Postgres, System};

/// Every page that shows something without an id.
const PAGES: [&str; 7] = [
    "/console",
    "/console/rows",
    "/console/audit",
    "/console/audit?walk=1",
    "/console/texts",
    "/console/staff",
    "/console/account",
];

#[tokio::test]
async fn a_path_has_one_spelling() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let session = system.sign_in(&root).await;
    let authorization = root.basic();
    let headers = [
        ("authorization", authorization.as_str()),
        ("cookie", session.cookie.as_str()),
    ];
    for path in [
        "/api/v1/%61dmin/audit/head",
        "/api/v1//admin/audit/head",
        "/api/v1/admin//audit/head",
        "/API/v1/admin/audit/head",
        "//console",
        "/Console",
        "/consol%65",
    ] {
        let answer = system.ask(Method::GET, path, &headers, None).await;
        assert!(
            [404, 405].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
    }
    system.finish().await;
}

#[tokio::test]
async fn no_answer_says_what_serves_it_and_none_is_for_other_origins() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let authorization = anna.basic();
    let headers = [
        ("authorization", authorization.as_str()),
        ("origin", "https://evil.example"),
        ("access-control-request-method", "GET"),
    ];
    for path in [
        "/console/sign-in",
        "/api/v1/admin/audit/head",
        "/api/v1/me",
        "/health",
    ] {
        for method in [Method::GET, Method::OPTIONS] {
            let answer = system.ask(method.clone(), path, &headers, None).await;
            for name in answer
                .headers
                .keys()
                .map(reqwest::header::HeaderName::as_str)
            {
                let is_odd = name.starts_with("access-control-")
                    || ["server", "x-powered-by", "via"].contains(&name);
                assert!(!is_odd, "{method} {path}: {name}");
            }
        }
    }
    system.finish().await;
}

#[tokio::test]
async fn no_page_and_no_address_holds_what_opens_the_session() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let session = system.sign_in(&root).await;
    let (_, token) = session.cookie.split_once('=').unwrap();
    for path in PAGES {
        let page = system.page(&session, path).await;
        assert_eq!(page.status, 200, "{path}");
        let held = page.text.contains(token) || page.location.contains(token);
        assert!(!held, "{path}");
    }
    let out = system.post(&session, "/console/sign-out", "").await;
    assert!(!out.location.contains(token));
    let cleared = out.headers.get("clear-site-data").unwrap();
    assert_eq!(cleared, "\"cache\", \"storage\"");
    system.finish().await;
}

#[tokio::test]
async fn what_says_that_it_is_no_form_is_not_read_as_one() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let url = format!("{}/console/account/seen", system.replicas[0].url());
    for kind in ["application/json", "text/plain"] {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client
            .post(&url)
            .header("cookie", &session.cookie)
            .header("content-type", kind)
            .body(format!("csrf={}&position=1", session.csrf))
            .send();
        assert_eq!(answer.await.unwrap().status(), 415, "{kind}");
    }
    system.finish().await;
}

#[tokio::test]
async fn without_the_database_nothing_is_shown_and_nobody_gets_in() {
    let options = Options::default().postgres(Postgres::Private);
    let system = System::start(options).await;
    let root = system.colleague("root", "admin").await;
    let session = system.sign_in(&root).await;
    system.wait_done().await;
    let postgres = system.private_postgres.as_ref().unwrap();
    postgres.stop().await;
    for path in PAGES {
        let page = system.page(&session, path).await;
        assert_eq!(page.status, 503, "{path}");
        assert!(!page.text.contains("root"), "{path}: {}", page.text);
    }
    let authorization = root.basic();
    let headers = [("authorization", authorization.as_str())];
    let head = "/api/v1/admin/audit/head";
    let answer = system.ask(Method::GET, head, &headers, None).await;
    assert_eq!(answer.status, 503);
    let entered = system.try_password("root", &root.password, "").await;
    assert_eq!(entered.status, 503);
    assert!(entered.cookie("notalone_session").is_none());
    postgres.start().await;
    system.wait_answer(0, "/ready", 200).await;
    assert_eq!(system.page(&session, "/console").await.status, 200);
    system.finish().await;
}

#[tokio::test]
async fn whoever_opens_more_than_a_person_reads_is_slowed_down_and_nobody_else_is() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let member = system.newest_talk().await.members[0];
    let vera = system.colleague("vera", "moderator").await;
    let gleb = system.colleague("gleb", "moderator").await;
    let (hers, his) = (system.sign_in(&vera).await, system.sign_in(&gleb).await);
    let timeline = format!("/api/v1/admin/members/{member}/timeline");
    let headers = [("cookie", hers.cookie.as_str())];
    let looks = 300;
    for look in 0..looks {
        let answer = system.ask(Method::GET, &timeline, &headers, None).await;
        assert_eq!(answer.status, 200, "look {look}");
    }
    let answer = system.ask(Method::GET, &timeline, &headers, None).await;
    assert_eq!(answer.status, 429);
    assert!(answer.text.contains("too_many_looks") && answer.headers.contains_key("retry-after"));
    let path = format!("/console/members/{member}");
    let page = system.page(&hers, &path).await;
    assert_eq!((page.status, page.code()), (429, "too_often"));
    assert_eq!(system.page(&his, &path).await.status, 200);
    assert_eq!(system.page(&hers, "/console").await.status, 200, "no look");
    let looked = system.events("ReplayViewed").await + system.events("MemberViewed").await;
    assert_eq!(looked, looks + 1, "what is not shown is no look");
    system.clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(system.page(&hers, &path).await.status, 200);
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

//! What browsers are told about every answer, whoever asks and whatever for.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use testkit::chromium::Tab;

use crate::harness::{Options, System};

/// A page of each kind, calls, what is for machines, and what is not there.
const PATHS: [&str; 14] = [
    "/console",
    "/console/sign-in",
    "/console/nowhere",
    "/console/assets/console.css",
    "/api/v1/admin/cases",
    "/api/v1/admin/audit/head",
    "/api/v1/me",
    "/api/v1/nowhere",
    "/health",
    "/metrics",
    "/openapi.json",
    "/docs/",
    "/docs/swagger-ui.css",
    "/nowhere",
];
const METHODS: [Method; 3] = [Method::GET, Method::POST, Method::OPTIONS];
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;

fn said<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Nothing is guessed, framed, told to others or let into pages of others.
fn is_careful(headers: &HeaderMap, at: &str) {
    assert_eq!(said(headers, "x-content-type-options"), "nosniff", "{at}");
    assert_eq!(said(headers, "x-frame-options"), "DENY", "{at}");
    assert_eq!(said(headers, "referrer-policy"), "same-origin", "{at}");
    let embedding = said(headers, "cross-origin-resource-policy");
    assert_eq!(embedding, "same-origin", "{at}");
    let policy = said(headers, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{at}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{at}: {policy}");
    assert!(
        said(headers, "permissions-policy").contains("camera=()"),
        "{at}"
    );
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!headers.contains_key(name), "{at}: {name}");
    }
}

#[tokio::test]
async fn every_answer_of_every_part_tells_browsers_to_be_careful() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let vera = system.colleague("vera", "senior").await.basic();
    let elsewhere = ("origin", "https://evil.example");
    for path in PATHS {
        for method in METHODS {
            let at = format!("{method} {path}");
            let asked = [(AUTHORIZATION.as_str(), vera.as_str()), elsewhere];
            let answer = system.ask(method, path, &asked, None).await;
            is_careful(&answer.headers, &at);
            let kept = said(&answer.headers, "cache-control");
            let is_asset = path.starts_with("/console/assets/") && answer.status == 200;
            assert_eq!(kept, if is_asset { "no-cache" } else { "no-store" }, "{at}");
            let is_file = said(&answer.headers, "content-disposition").starts_with("attachment");
            assert_eq!(is_file, path.starts_with("/api/v1/"), "{at}");
        }
    }
    let own_data = system.front_end(&anna).sign(Method::GET, "/api/v1/me", b"");
    let own_data = system.send(0, &own_data).await;
    own_data.expect(200);
    is_careful(&own_data.headers, "own data");
    assert_eq!(own_data.header("cache-control"), Some("no-store"));
    let webhook = format!("/telegram/webhook/{}", system.bot.id());
    let refused = system.ask(Method::POST, &webhook, &[], None).await;
    assert_eq!(refused.status, 401);
    is_careful(&refused.headers, "webhook");
    system.finish().await;
}

/// What it needs is allowed, and it needs no more.
#[tokio::test]
async fn the_page_of_the_document_works_under_a_policy_that_allows_no_script_but_its_own() {
    let system = System::start_default().await;
    let page = system.ask(Method::GET, "/docs/", &[], None).await;
    let policy = said(&page.headers, "content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let url = format!("{}/docs/", system.replicas[0].url());
    let mut tab = Tab::open(&url, WIDTH, HEIGHT).await;
    tab.wait_until("document.querySelectorAll('.opblock').length > 20")
        .await;
    // Styled, not a list of bare words.
    tab.wait_until("getComputedStyle(document.querySelector('.opblock-summary-method')).color === 'rgb(255, 255, 255)'")
        .await;
    assert!(tab.complaints.is_empty(), "{:?}", tab.complaints);
    system.finish().await;
}

#[tokio::test]
async fn behind_https_cookies_are_for_https_alone_and_browsers_come_back_over_it() {
    let options = Options::default()
        .polling()
        .variable("PUBLIC_BASE_URL", "https://bot.example.org");
    let system = System::start(options).await;
    let mila = system.colleague("mila", "moderator").await;
    let door = system.ask(Method::GET, "/console/sign-in", &[], None).await;
    let cookie = door.cookie("__Host-notalone_door").unwrap();
    let form = format!(
        "csrf={}&name={}&password={}",
        door.csrf(),
        mila.name,
        mila.password
    );
    let asked = [("cookie", cookie.as_str())];
    let entered = system
        .ask(Method::POST, "/console/sign-in", &asked, Some(form))
        .await;
    let session = entered.cookie("__Host-notalone_session").unwrap();
    for line in door.cookies.iter().chain(&entered.cookies) {
        assert!(line.starts_with("__Host-"), "{line}");
        let flags: Vec<&str> = line.split("; ").skip(1).collect();
        for flag in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(flags.contains(&flag), "{line}");
        }
    }
    let inside = [("cookie", session.as_str())];
    let plain = session.trim_start_matches("__Host-");
    for (path, headers, status) in [
        ("/console", &inside, 200),
        ("/api/v1/admin/cases", &inside, 200),
        // The same value under the name that plain connections have.
        ("/api/v1/admin/cases", &[("cookie", plain)], 401),
        ("/health", &inside, 200),
    ] {
        let answer = system.ask(Method::GET, path, headers, None).await;
        assert_eq!(answer.status, status, "{path}");
        let told = said(&answer.headers, "strict-transport-security");
        assert!(told.contains("max-age=31536000"), "{path}: {told}");
    }
    system.finish().await;
}

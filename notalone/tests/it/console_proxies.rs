//! Behind a proxy visitors are told apart by what the proxy says, if it is one of ours.

use reqwest::Method;
use reqwest::header::COOKIE;

use crate::harness::{Options, System};

const TRUSTED: &str = "NOTALONE_TRUSTED_PROXIES";

/// The status of a sign-in as a proxy hands it over.
async fn enters(system: &System, name: &str, password: &str, from: &str) -> u16 {
    let door = system.door().await;
    let headers = [
        (COOKIE.as_str(), door.cookie.as_str()),
        ("x-forwarded-for", from),
    ];
    let form = format!("csrf={}&name={name}&password={password}", door.csrf);
    let path = "/console/sign-in";
    let page = system.ask(Method::POST, path, &headers, Some(form)).await;
    page.status
}

/// Fifty failures from one place, under as many names.
async fn guesses(system: &System, from: &str) {
    for number in 0..50 {
        let name = format!("name-{number}");
        assert_eq!(
            enters(system, &name, "a-guess-that-is-wrong", from).await,
            401
        );
    }
    assert_eq!(
        enters(system, "one-more", "a-guess-that-is-wrong", from).await,
        429
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_a_stranger_locks_out_only_themselves() {
    let options = Options::default().variable(TRUSTED, "10.0.0.0/8, 127.0.0.1");
    let system = System::start(options).await;
    let anna = system.colleague("anna", "moderator").await;
    // What comes before the last address is what the stranger wrote.
    guesses(&system, "192.0.2.1, 203.0.113.9").await;
    let another = "203.0.113.9, 192.0.2.1";
    assert_eq!(
        enters(&system, anna.name, &anna.password, another).await,
        303
    );
    system.finish().await;
}

#[tokio::test]
async fn without_a_trusted_proxy_nobody_says_where_they_come_from() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    guesses(&system, "203.0.113.9").await;
    let another = "192.0.2.1";
    assert_eq!(
        enters(&system, anna.name, &anna.password, another).await,
        429
    );
    system.finish().await;
}

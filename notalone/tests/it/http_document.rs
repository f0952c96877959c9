//! The document says what the API does, neither more nor less.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::harness::{Call, System};

const METHODS: [Method; 5] = [
    Method::GET,
    Method::PUT,
    Method::POST,
    Method::DELETE,
    Method::PATCH,
];

/// Every endpoint that is not Telegram's. A new one is written here when it is meant to be there.
const ENDPOINTS: [&str; 24] = [
    "delete /api/v1/me",
    "get /api/v1/admin/analytics/{view}",
    "get /api/v1/admin/audit/head",
    "get /api/v1/admin/cases",
    "get /api/v1/admin/cases/{id}",
    "get /api/v1/admin/matches/{id}/timeline",
    "get /api/v1/admin/members/{id}/timeline",
    "get /api/v1/me",
    "get /api/v1/tips/eligibility",
    "get /health",
    "get /health/db",
    "get /health/redis",
    "get /metrics",
    "get /openapi.json",
    "get /ready",
    "post /api/v1/chat/end",
    "post /api/v1/chat/relay",
    "post /api/v1/match/confirm",
    "post /api/v1/match/find",
    "post /api/v1/payments/record",
    "post /api/v1/reports",
    "post /api/v1/reports/block",
    "post /api/v1/tips/create",
    "put /api/v1/me/profile",
];

fn unsigned(method: &Method, path: &str) -> Call {
    Call {
        method: method.clone(),
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

async fn document(system: &System) -> Value {
    let answer = system
        .send(0, &unsigned(&Method::GET, "/openapi.json"))
        .await;
    answer.expect(200).clone()
}

#[tokio::test]
async fn every_endpoint_is_in_the_document_and_the_other_way_round() {
    let system = System::start_default().await;
    let document = document(&system).await;
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            let name = method.as_str().to_lowercase();
            let answer = system.send(0, &unsigned(&method, path)).await;
            if let Some(operation) = item.get(&name) {
                described.insert(format!("{name} {path}"));
                assert!(![404, 405].contains(&answer.status), "{name} {path}");
                let status = answer.status.to_string();
                let known = operation["responses"].get(&status).is_some();
                assert!(known, "{name} {path} answers {status}");
            } else {
                let refused = answer.problem();
                assert_eq!(refused, (405, "method_not_allowed"), "{name} {path}");
            }
        }
    }
    assert_eq!(described, ENDPOINTS.map(str::to_owned).into());
    system.finish().await;
}

#[tokio::test]
async fn every_operation_says_how_it_is_signed_and_how_it_fails() {
    let system = System::start_default().await;
    let document = document(&system).await;
    assert_eq!(
        document["components"]["securitySchemes"]["signature"]["name"],
        "x-bot-signature"
    );
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            let said = |field: &str| {
                operation[field]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            };
            assert!(said("summary"), "{at} does not say what it does");
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object().unwrap();
                let is_problem = content.contains_key("application/problem+json");
                assert_eq!(is_problem, status.as_str() >= "400", "{at} {status}");
            }
            if !path.starts_with("/api/v1/") {
                continue;
            }
            if path.starts_with("/api/v1/admin/") {
                assert!(operation["security"][0].get("staff").is_some(), "{at}");
                for status in ["401", "403", "429", "503"] {
                    let response = &operation["responses"][status];
                    assert!(response.is_object(), "{at} {status}");
                }
                continue;
            }
            assert!(operation["security"][0].get("signature").is_some(), "{at}");
            let is_changing = method != "get";
            let statuses = ["401", "413", "503"].into_iter();
            let of_changes = ["400", "409", "422"].into_iter().filter(|_| is_changing);
            for status in statuses.chain(of_changes) {
                assert!(
                    operation["responses"].get(status).is_some(),
                    "{at} {status}"
                );
            }
            let headers: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|parameter| parameter["in"] == "header")
                .filter_map(|parameter| parameter["name"].as_str())
                .collect();
            let mut expected = vec!["x-tg-user-id", "x-bot-timestamp", "x-bot-nonce"];
            expected.extend(is_changing.then_some("idempotency-key"));
            assert_eq!(headers, expected, "{at}");
        }
    }
    system.finish().await;
}

/// The page and all it loads come from the process itself.
#[tokio::test]
async fn the_page_shows_the_document_without_anything_from_elsewhere() {
    let system = System::start_default().await;
    let (status, page) = system.get(0, "/docs/").await;
    assert_eq!(status, 200);
    let mut loaded = 0;
    for part in page.split(['"', '\'']) {
        assert!(!part.starts_with("http"), "the page loads {part}");
        if let Some(file) = part.strip_prefix("./") {
            let (status, _) = system.get(0, &format!("/docs/{file}")).await;
            assert_eq!(status, 200, "{file}");
            loaded += 1;
        }
    }
    assert!(loaded >= 3, "{page}");
    let (_, start) = system.get(0, "/docs/swagger-initializer.js").await;
    assert!(start.contains("/openapi.json"), "{start}");
    assert_eq!(system.get(0, "/docs").await.0, 200);
    system.finish().await;
}

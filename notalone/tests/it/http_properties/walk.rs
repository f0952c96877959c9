//! One right call of each operation, in an order in which each succeeds: among random calls some would hardly ever.

use serde_json::{Value, json};

use super::Stage;
use super::contract::Operation;
use super::requests::Request;

/// Operations whose success needs more than a talk; tests of their own show it.
const SHOWN_ELSEWHERE: [&str; 6] = [
    "/api/v1/admin/",
    "/api/v1/ai/",
    "/api/v1/payments/",
    "/api/v1/reports",
    "/api/v1/tips/",
    "DELETE /api/v1/me",
];

/// The one of the stage who can search.
const SEARCHER: usize = 1;

impl Stage {
    /// A search, a proposal, a talk and its end by calls, the other side in Telegram.
    pub(super) async fn walk(&self) {
        let peer = self.system.member("Глеб").await;
        let front_end = self.system.front_end(&self.people[SEARCHER]);
        for operation in &self.contract.operations {
            if !operation.is_signed && !is_shown_elsewhere(operation) {
                self.succeeds(&operation.name(), Value::Null).await;
            }
        }
        let profile = json!({
            "nickname": "Тихая гавань", "time_zone": "Europe/Moscow", "topics": ["burnout", "anxiety"], "free_time": [],
        });
        self.people[SEARCHER].goes_by("Тихая гавань");
        self.succeeds("PUT /api/v1/me/profile", profile).await;
        self.succeeds("GET /api/v1/me", Value::Null).await;
        self.succeeds("POST /api/v1/match/find", json!({})).await;
        peer.find().await;
        let match_id = front_end.wait_match(0, "proposed").await;
        let accept = json!({"match_id": match_id, "action": "accept"});
        self.succeeds("POST /api/v1/match/confirm", accept).await;
        peer.accept().await;
        front_end.wait_match(0, "active").await;
        let words = json!({"text": "здравствуйте"});
        self.succeeds("POST /api/v1/chat/relay", words).await;
        self.succeeds("POST /api/v1/chat/end", json!({})).await;
        peer.expect("Разговор завершён").await;
    }

    async fn succeeds(&self, name: &str, body: Value) {
        let mut operations = self.contract.operations.iter();
        let place = operations.position(|operation| operation.name() == name);
        let place = place.unwrap_or_else(|| panic!("{name} is not documented"));
        let request = Request::right(place, SEARCHER, body);
        if let Err(wrong) = self.check(&request).await {
            panic!("{name}: {wrong}");
        }
        assert!(self.has_succeeded(place), "{name} did not succeed");
    }

    /// Every operation of the document has answered that it did what it is there for.
    pub(super) fn assert_all_succeeded(&self) {
        let operations = self.contract.operations.iter().enumerate();
        let never: Vec<String> = operations
            .filter(|(place, operation)| {
                !self.has_succeeded(*place) && !is_shown_elsewhere(operation)
            })
            .map(|(_, operation)| operation.name())
            .collect();
        assert!(never.is_empty(), "never succeeded: {never:?}");
    }
}

fn is_shown_elsewhere(operation: &Operation) -> bool {
    let name = operation.name();
    let mut elsewhere = SHOWN_ELSEWHERE.iter();
    elsewhere.any(|part| name.contains(part))
}

//! Tokens, method names, parameters, the form of answers.

use serde_json::{Value, json};

use crate::harness::{Sim, TOKEN};

#[tokio::test]
async fn a_bot_appears_with_its_first_request_and_keeps_its_secret() {
    let sim = Sim::start().await;
    let url = |token: &str| format!("{}/bot{token}/getMe", sim.running.url());
    let me: Value = sim
        .http
        .get(url("77:abc"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(me["result"]["id"], 77);
    assert_eq!(me["result"]["is_bot"], true);
    let stranger = sim.http.get(url("77:wrong")).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
    let body: Value = stranger.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "ok": false, "error_code": 401, "description": "Unauthorized" })
    );
    assert_eq!(
        sim.http.get(url("nonsense")).send().await.unwrap().status(),
        404
    );
}

#[tokio::test]
async fn method_names_are_known_whatever_their_case_and_others_are_not_found() {
    let sim = Sim::start().await;
    assert_eq!(sim.ok("GetMe", json!({})).await["id"], 4242);
    assert_eq!(sim.ok("getme", json!({})).await["id"], 4242);
    let refused = sim.refused("sendMesage", json!({})).await;
    assert_eq!(refused, (404, "Not Found".to_owned()));
}

#[tokio::test]
async fn parameters_are_checked_by_name_presence_and_type() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let id = anna.id();
    for (params, words) in [
        (
            json!({ "chat_id": id, "text": "a", "txt": 1 }),
            "unknown parameter \"txt\"",
        ),
        (json!({ "text": "a" }), "\"chat_id\" is required"),
        (json!({ "chat_id": id }), "message text is empty"),
        (
            json!({ "chat_id": id, "text": 5 }),
            "\"text\": String expected",
        ),
        (
            json!({ "chat_id": id, "text": "a", "protect_content": "yes" }),
            "Boolean expected",
        ),
        (
            json!({ "chat_id": id, "text": "a", "entities": [{ "type": "bold", "offset": "0", "length": 1 }] }),
            "entities[0].offset",
        ),
        (
            json!({ "chat_id": id, "text": "a", "entities": [{ "type": "bold", "offset": 0 }] }),
            "\"length\" must be specified",
        ),
        (
            json!({ "chat_id": id, "text": "a", "link_preview_options": { "disabled": true } }),
            "unknown field \"disabled\"",
        ),
        (json!({ "chat_id": 1, "text": "a" }), "chat not found"),
        (
            json!({ "chat_id": "@nobody", "text": "a" }),
            "chat not found",
        ),
    ] {
        let (status, description) = sim.refused("sendMessage", params).await;
        assert_eq!(status, 400);
        assert!(description.starts_with("Bad Request: "), "{description}");
        assert!(description.contains(words), "{description}");
    }
}

#[tokio::test]
async fn json_forms_queries_and_multipart_carry_the_same_request() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let url = format!("{}/bot{TOKEN}/sendMessage", sim.running.url());
    let id = anna.id().to_string();
    let entities = r#"[{"type":"bold","offset":0,"length":1}]"#;
    let pairs = [
        ("chat_id", id.as_str()),
        ("text", "щит"),
        ("entities", entities),
    ];
    let query = sim.http.get(&url).query(&pairs);
    let form = sim
        .http
        .post(&url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "chat_id={id}&text=%D1%89%D0%B8%D1%82&entities={entities}"
        ));
    let multipart = pairs
        .iter()
        .fold(reqwest::multipart::Form::new(), |form, (k, v)| {
            form.text((*k).to_owned(), (*v).to_owned())
        });
    let multipart = sim.http.post(&url).multipart(multipart);
    for request in [query, form, multipart] {
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(body["result"]["text"], "щит", "{body}");
        assert_eq!(body["result"]["entities"][0]["type"], "bold");
    }
}

#[tokio::test]
async fn the_record_shows_what_a_bot_asked_and_was_told() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    sim.control.clear_requests().await.unwrap();
    sim.send(&anna, "раз").await;
    sim.refused("sendMessage", json!({ "chat_id": 5, "text": "два" }))
        .await;
    let filter = telegram_simulator::client::RequestFilter {
        method: Some("sendMessage".to_owned()),
        at_least: Some(2),
        timeout_ms: Some(20_000),
        ..Default::default()
    };
    let requests = sim.control.requests(&filter).await.unwrap();
    let told: Vec<_> = requests.iter().map(|r| (r.chat_id, r.status)).collect();
    assert_eq!(told, [(Some(anna.id()), 200), (Some(5), 400)]);
    assert_eq!(requests[0].params["text"], "раз");
    let failed = telegram_simulator::client::RequestFilter {
        failed: Some(true),
        ..Default::default()
    };
    assert_eq!(sim.control.requests(&failed).await.unwrap().len(), 1);
}

#[tokio::test]
async fn names_descriptions_and_menus_are_what_people_see() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    sim.ok("setMyName", json!({ "name": "Ты не один" })).await;
    sim.ok("setMyDescription", json!({ "description": "Разговор" }))
        .await;
    assert_eq!(sim.ok("getMe", json!({})).await["first_name"], "Ты не один");
    let general = json!([{ "command": "find", "description": "Найти" }]);
    let special = json!([{ "command": "end", "description": "Завершить" }]);
    sim.ok("setMyCommands", json!({ "commands": general }))
        .await;
    assert_eq!(anna.chat().await.unwrap().commands[0].command, "find");
    let scope = json!({ "type": "chat", "chat_id": anna.id() });
    sim.ok(
        "setMyCommands",
        json!({ "commands": special, "scope": scope }),
    )
    .await;
    assert_eq!(anna.chat().await.unwrap().commands[0].command, "end");
    assert_eq!(
        sim.ok("getMyCommands", json!({ "scope": scope })).await,
        special
    );
    sim.ok("deleteMyCommands", json!({ "scope": scope })).await;
    assert_eq!(anna.chat().await.unwrap().commands[0].command, "find");
    let wrong = json!({ "commands": [{ "command": "Find", "description": "x" }] });
    let refused = sim.refused("setMyCommands", wrong).await;
    assert_eq!(refused.1, "Bad Request: BOT_COMMAND_INVALID");
}

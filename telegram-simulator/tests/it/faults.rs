//! Faults on request.

use serde_json::json;
use telegram_simulator::client::{FaultEffect, NewFault};

use crate::harness::{Sim, TOKEN};

#[tokio::test]
async fn a_fault_hits_as_often_as_asked_and_only_what_it_names() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    sim.control
        .fault(&NewFault {
            method: Some("sendMessage".to_owned()),
            chat_id: Some(anna.id()),
            bot_id: None,
            skip: 1,
            count: 2,
            effect: FaultEffect::TooManyRequests { retry_after: 3 },
        })
        .await
        .unwrap();
    sim.send(&anna, "пропущено").await;
    sim.send(&boris, "не про него").await;
    let message = json!({ "chat_id": anna.id(), "text": "a" });
    for _ in 0..2 {
        let (status, body) = sim.call("sendMessage", message.clone()).await;
        assert_eq!(status, 429);
        assert_eq!(
            body,
            json!({
                "ok": false,
                "error_code": 429,
                "description": "Too Many Requests: retry after 3",
                "parameters": { "retry_after": 3 },
            })
        );
    }
    sim.ok("sendMessage", message).await;
    assert!(sim.control.faults().await.unwrap().is_empty());
}

#[tokio::test]
async fn errors_of_every_kind_can_be_asked_for() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    for (effect, status, words) in [
        (
            FaultEffect::Forbidden { description: None },
            403,
            "Forbidden: bot was blocked by the user",
        ),
        (
            FaultEffect::BadRequest {
                description: "Bad Request: PEER_FLOOD".to_owned(),
            },
            400,
            "Bad Request: PEER_FLOOD",
        ),
        (FaultEffect::ServerError { code: 502 }, 502, "Bad Gateway"),
    ] {
        sim.control.fail(None, effect, 1).await.unwrap();
        let refused = sim
            .refused("sendMessage", json!({ "chat_id": anna.id(), "text": "a" }))
            .await;
        assert_eq!(refused, (status, words.to_owned()));
    }
    assert_eq!(
        anna.chat().await.unwrap().messages.len(),
        1,
        "none of them had an effect"
    );
}

#[tokio::test]
async fn a_lost_answer_has_its_effect_and_closes_the_connection() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    sim.control
        .fail(Some("sendMessage"), FaultEffect::LostAnswer, 1)
        .await
        .unwrap();
    let url = format!("{}/bot{TOKEN}/sendMessage", sim.running.url());
    let message = json!({ "chat_id": anna.id(), "text": "дошло" });
    let answer = sim.http.post(url).json(&message).send().await;
    assert!(answer.is_err(), "{answer:?}");
    assert!(anna.chat().await.unwrap().bot_said("дошло"));
}

#[tokio::test]
async fn a_hanging_request_has_no_effect_and_no_answer() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    sim.control
        .fail(Some("sendMessage"), FaultEffect::Hang, 1)
        .await
        .unwrap();
    let message = json!({ "chat_id": anna.id(), "text": "a" });
    let filter = telegram_simulator::client::RequestFilter {
        method: Some("sendMessage".to_owned()),
        at_least: Some(1),
        timeout_ms: Some(20_000),
        ..Default::default()
    };
    tokio::select! {
        answer = sim.call("sendMessage", message) => panic!("answered: {answer:?}"),
        requests = sim.control.requests(&filter) => {
            assert_eq!(requests.unwrap()[0].fault.as_deref(), Some("hang"));
        }
    }
    assert_eq!(anna.chat().await.unwrap().messages.len(), 1);
    sim.running.shutdown().await;
}

#[tokio::test]
async fn a_slow_answer_comes_late_but_comes() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    sim.control
        .fail(None, FaultEffect::Slow { delay_ms: 50 }, 1)
        .await
        .unwrap();
    let before = tokio::time::Instant::now();
    sim.send(&anna, "a").await;
    assert!(before.elapsed().as_millis() >= 50);
}

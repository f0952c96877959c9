//! The example client of `docs/` does what it says, against the real binary.

use serde_json::Value;
use testkit::Program;

use crate::harness::{CommandOutput, INTERNAL_BOT_SECRET, Person, System};

/// Exit code, status, answer.
async fn call(system: &System, person: &Person, arguments: &[&str]) -> (i32, u16, Value) {
    let script = testkit::workspace::root().join("docs/examples/signed-call.sh");
    let program = Program::at(script)
        .arguments(arguments)
        .variable("NOTALONE_URL", system.replicas[0].url())
        .variable("INTERNAL_BOT_SECRET", INTERNAL_BOT_SECRET)
        .variable("TELEGRAM_USER_ID", person.control.id().to_string())
        .variable("BOT_TIMESTAMP", system.clock.now().timestamp().to_string())
        .variable("IDEMPOTENCY_KEY", "drawn-at-random-0123456789");
    let output = CommandOutput::of(program).await;
    let (status, answer) = output.text.split_once('\n').unwrap();
    let answer = serde_json::from_str(answer).unwrap();
    let exit_code = output.exit_code.unwrap();
    (exit_code, status.parse().unwrap(), answer)
}

#[tokio::test]
async fn the_example_client_acts_for_a_member() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (exit_code, status, me) = call(&system, &anna, &["GET", "/api/v1/me?from=docs"]).await;
    assert_eq!((exit_code, status), (0, 200));
    assert_eq!(me["match"]["status"], "active");
    boris.look().await;
    let words = r#"{"text": "привет из оболочки, «с кавычками»"}"#;
    for _ in 0..2 {
        let (exit_code, status, answer) =
            call(&system, &anna, &["POST", "/api/v1/chat/relay", words]).await;
        assert_eq!((exit_code, status), (0, 200), "{answer}");
    }
    boris
        .hears(&anna, "привет из оболочки, «с кавычками»")
        .await;
    system.wait_done().await;
    assert_eq!(boris.count_of("привет из оболочки").await, 1);
    let (exit_code, status, problem) =
        call(&system, &anna, &["POST", "/api/v1/chat/end", "{}"]).await;
    assert_eq!((exit_code, status), (1, 422));
    assert_eq!(problem["code"], "idempotency_key_reused");
    anna.end().await;
    system.finish().await;
}

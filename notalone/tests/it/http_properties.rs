//! Whatever is sent, the answer is one of those in the document: random calls, right and wrong in every part, against the real binary.

mod contract;
mod requests;
mod walk;

use std::collections::HashSet;
use std::sync::Mutex;

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{Answer, Call, FrontEnd, Person, System};
use contract::Contract;
use requests::{Auth, Key, Request};

const CASES: u32 = 400;

/// The system with people in every situation a call can find them in.
struct Stage {
    system: System,
    contract: Contract,
    /// Nobody has heard of one, one can search, two are in a talk.
    people: [Person; 4],
    match_id: Value,
    /// Places of the operations that have answered with a success.
    succeeded: Mutex<HashSet<usize>>,
}

#[test]
fn whatever_is_sent_is_answered_as_the_document_says() {
    let runtime = Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::open());
    runtime.block_on(stage.walk());
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let requests = requests::any_request(&stage.contract);
    let outcome = TestRunner::new(config).run(&requests, |request| {
        let checked = runtime.block_on(stage.check(&request));
        checked.map_err(TestCaseError::fail)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    runtime.block_on(stage.close());
}

impl Stage {
    async fn open() -> Self {
        let system = System::start_default().await;
        let contract = Contract::of(&system).await;
        let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
        let people = [
            system.person("Незнакомка").await,
            system.member("Вера").await,
            anna,
            boris,
        ];
        let talk = system.front_end(&people[2]).me(0).await;
        Self {
            match_id: talk["match"]["match_id"].clone(),
            system,
            contract,
            people,
            succeeded: Mutex::default(),
        }
    }

    /// What random calls have begun is ended.
    async fn close(self) {
        self.assert_all_succeeded();
        for person in &self.people {
            let front_end = self.system.front_end(person);
            front_end.ask(0, "/chat/end", &json!({})).await;
            if front_end.me(0).await["search_id"] != Value::Null {
                person.ask("/cancel", "Остановил поиск").await;
            }
        }
        self.system.finish().await;
    }

    async fn check(&self, request: &Request) -> Result<(), String> {
        let front_end = self.system.front_end(&self.people[request.person]);
        let call = self.call(&front_end, request);
        if matches!(request.auth, Auth::Replayed) {
            self.system.send(0, &call).await;
        }
        let answer = self.system.send(0, &call).await;
        let is_operation = request.tail.is_empty() && request.method.is_none();
        if is_operation && (200..300).contains(&answer.status) {
            self.succeeded.lock().unwrap().insert(request.operation);
        }
        self.contract
            .check(request, &answer)
            .and_then(|()| self.check_rule(request, &call, &answer))
            .map_err(|wrong| format!("{wrong}\n{call:?}\n{answer:?}"))
    }

    fn has_succeeded(&self, operation: usize) -> bool {
        self.succeeded.lock().unwrap().contains(&operation)
    }

    fn call(&self, front_end: &FrontEnd<'_>, request: &Request) -> Call {
        let operation = &self.contract.operations[request.operation];
        let own_match = self.match_id.as_str().unwrap_or_default();
        let tail = request
            .tail
            .replace(requests::OWN_MATCH_IN_QUERY, own_match);
        let path = format!("{}{tail}", operation.path);
        let method = request.method.as_ref().unwrap_or(&operation.method);
        let body = request.body_bytes(&self.match_id);
        let call = front_end.sign(method.clone(), &path, &body);
        let call = match &request.key {
            Key::None => call,
            Key::Of(text) => call.header("idempotency-key", text),
        };
        match &request.auth {
            Auth::Signed | Auth::Replayed => call,
            Auth::Without(header) => call.without(header),
            Auth::With(header, value) => call.header(header, value),
        }
    }

    /// What holds whatever the endpoint.
    fn check_rule(&self, request: &Request, call: &Call, answer: &Answer) -> Result<(), String> {
        let operation = &self.contract.operations[request.operation];
        let is_call = request.tail.is_empty() && request.method.is_none() && operation.is_signed;
        if !is_call {
            return Ok(());
        }
        let is_oversized = call.body.len() > 64 * 1024;
        if is_oversized != (answer.status == 413) {
            return Err("413 is for bodies over 64 KiB, and all of those".to_owned());
        }
        let is_let_in = matches!(request.auth, Auth::Signed) || is_oversized;
        if is_let_in == (answer.status == 401) {
            return Err("401 is for calls that are not signed, and all of those".to_owned());
        }
        let is_success = (200..300).contains(&answer.status);
        if is_success && !self.contract.takes(operation, &call.body) {
            return Err("a body that the document does not allow was taken".to_owned());
        }
        Ok(())
    }
}

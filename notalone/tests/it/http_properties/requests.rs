//! Random calls, each right in most parts and wrong in some.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::contract::Contract;

const HEADERS: [&str; 4] = [
    "x-tg-user-id",
    "x-bot-timestamp",
    "x-bot-nonce",
    "x-bot-signature",
];
/// Where the match is named that two of the people are in.
const OWN_MATCH: &str = "own match";
/// The same in a query.
pub(super) const OWN_MATCH_IN_QUERY: &str = "own-match";

/// One call before it is signed.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) operation: usize,
    pub(super) person: usize,
    pub(super) auth: Auth,
    pub(super) key: Key,
    /// After the path of the operation.
    pub(super) tail: String,
    /// Instead of the method of the operation.
    pub(super) method: Option<Method>,
    body: Body,
}

#[derive(Clone, Debug)]
pub(super) enum Auth {
    Signed,
    Without(&'static str),
    With(&'static str, String),
    Replayed,
}

#[derive(Clone, Debug)]
pub(super) enum Key {
    None,
    Of(String),
}

#[derive(Clone, Debug)]
enum Body {
    Json(Value),
    Bytes(Vec<u8>),
    Oversized,
}

impl Request {
    /// A call that is right in every part.
    pub(super) fn right(operation: usize, person: usize, body: Value) -> Self {
        Self {
            operation,
            person,
            auth: Auth::Signed,
            key: Key::None,
            tail: String::new(),
            method: None,
            body: Body::Json(body),
        }
    }

    pub(super) fn body_bytes(&self, own_match: &Value) -> Vec<u8> {
        match &self.body {
            Body::Json(value) => {
                let text = value.to_string();
                text.replace(&format!("\"{OWN_MATCH}\""), &own_match.to_string())
                    .into_bytes()
            }
            Body::Bytes(bytes) => bytes.clone(),
            Body::Oversized => vec![b' '; 64 * 1024 + 1],
        }
    }
}

/// Any call of any operation.
pub(super) fn any_request(contract: &Contract) -> BoxedStrategy<Request> {
    let operations: Vec<BoxedStrategy<Request>> = (0..contract.operations.len())
        .map(|operation| of(contract, operation))
        .collect();
    // Most of what there is to find is behind a signature.
    let is_signed = |operation: &usize| contract.operations[*operation].is_signed;
    let signed: Vec<usize> = (0..operations.len()).filter(is_signed).collect();
    let anywhere = 0..operations.len();
    prop_oneof![9 => select(signed), 1 => anywhere]
        .prop_flat_map(move |operation| operations[operation].clone())
        .boxed()
}

fn of(contract: &Contract, operation: usize) -> BoxedStrategy<Request> {
    let method = contract.operations[operation].method.clone();
    let other_methods: Vec<Method> = [Method::GET, Method::PUT, Method::POST, Method::DELETE]
        .into_iter()
        .filter(|other| *other != method)
        .collect();
    let tail = prop_oneof![
        12 => Just(String::new()),
        1 => "\\?[a-z0-9=&%]{0,20}".prop_map(|tail| tail.replace('%', "%20")),
        1 => Just(format!("?match_id={OWN_MATCH_IN_QUERY}")),
        1 => "/[a-z0-9]{1,10}",
    ];
    let parts = (
        0..4_usize,
        auth(),
        key(),
        tail,
        prop_oneof![12 => Just(None), 1 => select(other_methods).prop_map(Some)],
        body(contract, operation),
    );
    parts
        .prop_map(move |(person, auth, key, tail, method, body)| Request {
            operation,
            person,
            auth,
            key,
            tail,
            method,
            body,
        })
        .boxed()
}

fn auth() -> BoxedStrategy<Auth> {
    let value = prop_oneof!["[ -~]{0,70}", "[0-9]{1,25}"];
    prop_oneof![
        12 => Just(Auth::Signed),
        1 => select(&HEADERS[..]).prop_map(Auth::Without),
        2 => (select(&HEADERS[..]), value).prop_map(|(header, value)| Auth::With(header, value)),
        1 => Just(Auth::Replayed),
    ]
    .boxed()
}

fn key() -> BoxedStrategy<Key> {
    prop_oneof![
        4 => Just(Key::None),
        // Few enough to come again.
        2 => (0..4_u8).prop_map(|number| Key::Of(format!("one-of-a-few-keys-{number}"))),
        1 => "[!-~]{16,40}".prop_map(Key::Of),
        1 => "[ -~]{0,15}".prop_map(Key::Of),
    ]
    .boxed()
}

fn body(contract: &Contract, operation: usize) -> BoxedStrategy<Body> {
    let documented = match &contract.operations[operation].body {
        Some(schema) => documented(contract, schema),
        None => Just(Value::Null).boxed(),
    };
    let spoiled = (
        documented.clone(),
        "[a-z_]{1,12}",
        option::of(any_json()),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(value, name, other, index)| spoil(value, name, other, index));
    prop_oneof![
        8 => documented.prop_map(Body::Json),
        4 => spoiled.prop_map(Body::Json),
        2 => any_json().prop_map(Body::Json),
        1 => vec(any::<u8>(), 0..60).prop_map(Body::Bytes),
        1 => Just(Body::Oversized),
    ]
    .boxed()
}

/// A field more, a field less, or another value in one.
fn spoil(
    mut value: Value,
    name: String,
    other: Option<Value>,
    index: prop::sample::Index,
) -> Value {
    let Some(fields) = value.as_object_mut() else {
        return value;
    };
    let names: Vec<String> = fields.keys().cloned().collect();
    match other {
        None if names.is_empty() => {}
        None => {
            fields.remove(index.get(&names));
        }
        Some(other) => {
            let chosen = names.get(index.index(names.len() + 1)).cloned();
            fields.insert(chosen.unwrap_or(name), other);
        }
    }
    value
}

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,10}", inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A value that the document allows.
fn documented(contract: &Contract, schema: &Value) -> BoxedStrategy<Value> {
    let schema = contract.resolved(schema);
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    match schema["type"].as_str() {
        Some("object") => object(contract, schema),
        Some("array") => {
            let items = documented(contract, &schema["items"]);
            let least = schema["minItems"].as_u64().unwrap_or(0);
            let least = usize::try_from(least).unwrap();
            vec(items, least..least + 4).prop_map(Value::from).boxed()
        }
        Some("string") if schema["format"] == "uuid" => {
            let random = any::<u128>().prop_map(|id| json!(uuid::Uuid::from_u128(id)));
            prop_oneof![random, Just(json!(OWN_MATCH))].boxed()
        }
        _ => text(),
    }
}

fn text() -> BoxedStrategy<Value> {
    let long = (1_usize..1500).prop_map(|length| "ёж ".repeat(length));
    let text = prop_oneof![
        4 => any::<String>(),
        4 => "[a-zA-Z]{2,20}",
        1 => Just("Europe/Moscow".to_owned()),
        1 => long,
    ];
    text.prop_map(Value::from).boxed()
}

fn object(contract: &Contract, schema: &Value) -> BoxedStrategy<Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    let mut fields: BoxedStrategy<Map<String, Value>> = Just(Map::new()).boxed();
    for (name, property) in properties {
        let value = documented(contract, &property);
        let value = if required.contains(&json!(name)) {
            value.prop_map(Some).boxed()
        } else {
            option::of(value).boxed()
        };
        fields = (fields, value)
            .prop_map(move |(mut fields, value)| {
                fields.extend(value.map(|value| (name.clone(), value)));
                fields
            })
            .boxed();
    }
    fields.prop_map(Value::Object).boxed()
}

//! The document as a test reads it.

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use super::requests::Request;
use crate::harness::{Answer, System};

/// The document with what it says of each operation.
pub(super) struct Contract {
    pub(super) operations: Vec<Operation>,
    document: Value,
}

/// One operation.
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) is_signed: bool,
    /// The schema of its body, with everything it refers to.
    pub(super) body: Option<Value>,
    responses: Value,
}

impl Operation {
    /// Like `GET /api/v1/me`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether this path, as sent, is one of its own; a `{parameter}` stands for any one segment.
    fn is_at(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap_or_default();
        let (own, sent) = (self.path.split('/'), path.split('/'));
        own.clone().count() == sent.clone().count()
            && own
                .zip(sent)
                .all(|(own, sent)| own == sent || own.starts_with('{'))
    }

    /// The refusals that the document knows.
    fn refusals(&self) -> impl Iterator<Item = u16> {
        let statuses = self.responses.as_object().unwrap().keys();
        let statuses = statuses.map(|status| status.parse().unwrap());
        statuses.filter(|status| *status >= 400)
    }
}

impl Contract {
    pub(super) async fn of(system: &System) -> Self {
        let (_, text) = system.get(0, "/openapi.json").await;
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let body = &operation["requestBody"]["content"]["application/json"]["schema"];
                operations.push(Operation {
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    is_signed: operation["security"][0].get("signature").is_some(),
                    body: (!body.is_null()).then(|| body.clone()),
                    responses: operation["responses"].clone(),
                });
            }
        }
        Self {
            operations,
            document,
        }
    }

    /// What a reference points to, the schema itself if it is none.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"]
            .as_str()
            .and_then(|name| name.strip_prefix('#'))
        {
            Some(pointer) => self.document.pointer(pointer).unwrap(),
            None => schema,
        }
    }

    fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({"allOf": [schema], "components": self.document["components"]});
        jsonschema::validator_for(&whole).unwrap()
    }

    /// Whether the document allows this body.
    pub(super) fn takes(&self, operation: &Operation, body: &[u8]) -> bool {
        let Some(schema) = &operation.body else {
            return true;
        };
        let value: Result<Value, _> = serde_json::from_slice(body);
        value.is_ok_and(|value| self.validator(schema).is_valid(&value))
    }

    /// Whether the answer is one that the document knows.
    pub(super) fn check(&self, request: &Request, answer: &Answer) -> Result<(), String> {
        if answer.status == 500 {
            return Err("an internal error".to_owned());
        }
        let operation = &self.operations[request.operation];
        let is_elsewhere = !request.tail.is_empty() && !request.tail.starts_with('?');
        if is_elsewhere || request.method.is_some() {
            let problem = &self.document["components"]["schemas"]["Problem"];
            // A longer path can be that of another operation, a list's with an id behind it; so can another method.
            let path = format!("{}{}", operation.path, request.tail);
            let method = request.method.as_ref().unwrap_or(&operation.method);
            let others = self.operations.iter().filter(|other| other.is_at(&path));
            let others = others.filter(|other| is_elsewhere || other.method == *method);
            if answer.status < 400 && others.clone().any(|other| other.method == *method) {
                return Ok(());
            }
            let mut statuses = vec![404, 405];
            statuses.extend(others.flat_map(Operation::refusals));
            return self.check_problem(answer, problem, &statuses);
        }
        let status = answer.status.to_string();
        let response = operation
            .responses
            .get(&status)
            .ok_or_else(|| format!("{status} is not documented"))?;
        let content = response["content"].as_object().unwrap();
        let (media_type, content) = content.iter().next().unwrap();
        let sent = answer.header("content-type").unwrap_or_default();
        if !sent.starts_with(media_type.as_str()) {
            return Err(format!("{sent} instead of {media_type}"));
        }
        if answer.status >= 400 {
            return self.check_problem(answer, &content["schema"], &[answer.status]);
        }
        if media_type == "application/json" {
            return self.check_shape(answer, &content["schema"]);
        }
        Ok(())
    }

    fn check_problem(
        &self,
        answer: &Answer,
        schema: &Value,
        statuses: &[u16],
    ) -> Result<(), String> {
        if !statuses.contains(&answer.status) {
            return Err(format!("expected one of {statuses:?}"));
        }
        if answer.header("content-type") != Some("application/problem+json") {
            return Err("a problem in another form".to_owned());
        }
        if answer.body["status"] != answer.status {
            return Err("the problem names another status".to_owned());
        }
        if answer.status == 429 && answer.header("retry-after").is_none() {
            return Err("429 without Retry-After".to_owned());
        }
        self.check_shape(answer, schema)
    }

    fn check_shape(&self, answer: &Answer, schema: &Value) -> Result<(), String> {
        let validator = self.validator(schema);
        match validator.validate(&answer.body) {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("not of its shape: {error}")),
        }
    }
}

//! What is sent: JSON, or a form when there are files.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;

use super::GatewayError;

/// A file to be uploaded.
#[derive(Clone)]
pub struct Attachment {
    /// The form's field: `photo`, or what `attach://…` of the parameters names.
    pub field: String,
    /// The name Telegram shows; generic, never the sender's.
    pub file_name: String,
    /// The content.
    pub content: Bytes,
}

/// The parameters of a request; cheap to clone, since a retry sends them again. Not `Debug`: it holds what members say.
#[derive(Clone)]
pub enum Body {
    /// JSON, already serialised.
    Json(Bytes),
    /// A multipart form.
    Form(Arc<FormParts>),
}

/// A form's fields and files.
pub struct FormParts {
    fields: Vec<(String, String)>,
    files: Vec<Attachment>,
}

/// Parameters that are not an object, or cannot be written as JSON: a mistake of ours, so Telegram is not asked.
const UNWRITABLE: GatewayError = GatewayError::Refused {
    code: 400,
    description: String::new(),
};

impl Body {
    /// JSON of a payload.
    pub(crate) fn of(payload: &impl Serialize) -> Result<Self, GatewayError> {
        let json = serde_json::to_vec(payload).map_err(|_| UNWRITABLE)?;
        Ok(Self::Json(json.into()))
    }

    /// A form: texts as they are, everything else as JSON (core.telegram.org/bots/api#making-requests).
    pub(super) fn form(params: Value, files: Vec<Attachment>) -> Result<Self, GatewayError> {
        let Value::Object(params) = params else {
            return Err(UNWRITABLE);
        };
        let fields = params
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match value {
                Value::String(text) => (name, text),
                other => (name, other.to_string()),
            })
            .collect();
        Ok(Self::Form(Arc::new(FormParts { fields, files })))
    }

    /// Puts the parameters into a request.
    pub(super) fn put_into(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Json(json) => request
                .header(CONTENT_TYPE, "application/json")
                .body(json.clone()),
            Self::Form(parts) => request.multipart(parts.to_form()),
        }
    }
}

impl FormParts {
    fn to_form(&self) -> Form {
        let mut form = Form::new();
        for (name, value) in &self.fields {
            form = form.text(name.clone(), value.clone());
        }
        for file in &self.files {
            let length = u64::try_from(file.content.len()).unwrap_or(u64::MAX);
            let part = Part::stream_with_length(file.content.clone(), length)
                .file_name(file.file_name.clone());
            form = form.part(file.field.clone(), part);
        }
        form
    }
}

/// teloxide says `SendMessage`, Telegram's documentation `sendMessage`.
pub(super) fn method_name(payload_name: &str) -> String {
    let mut characters = payload_name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

/// Methods that answer a query: no message, so they neither wait for a chat's messages nor count against its budget.
pub(super) fn answers_a_query(method: &str) -> bool {
    matches!(method, "answerCallbackQuery" | "answerPreCheckoutQuery")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_name_becomes_the_documented_method() {
        assert_eq!(method_name("SendMessage"), "sendMessage");
        assert_eq!(method_name("AnswerCallbackQuery"), "answerCallbackQuery");
    }

    #[test]
    fn a_form_leaves_out_what_is_null_and_writes_the_rest_as_json() {
        let params = serde_json::json!({"chat_id": 7, "caption": "привет", "reply_markup": null, "media": [1]});
        let Ok(Body::Form(parts)) = Body::form(params, Vec::new()) else {
            panic!("an object is a form");
        };
        let expected = [("caption", "привет"), ("chat_id", "7"), ("media", "[1]")];
        let mut fields = parts.fields.clone();
        fields.sort();
        assert_eq!(
            fields,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}

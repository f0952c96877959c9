//! A request's parameters from query, form, multipart or JSON.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::error::ApiError;

/// Telegram takes uploads up to 50 MB (<https://core.telegram.org/bots/api#sending-files>), and a little around them.
pub(crate) const BODY_MAX_BYTES: usize = 51 * 1024 * 1024;

/// A file in a multipart request.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) bytes: Bytes,
    pub(crate) file_name: Option<String>,
    pub(crate) mime_type: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Incoming {
    pub(crate) params: Map<String, Value>,
    /// Whether values came as text and must be read by their kind.
    pub(crate) from_form: bool,
    pub(crate) files: HashMap<String, Upload>,
}

impl Incoming {
    pub(crate) async fn read(request: Request) -> Result<Self, ApiError> {
        let mut incoming = Self::default();
        if let Some(query) = request.uri().query() {
            incoming.add_form(query.as_bytes());
        }
        let content_type = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if content_type.starts_with("multipart/form-data") {
            incoming.add_multipart(request).await?;
            return Ok(incoming);
        }
        let body = read_body(request.into_body()).await?;
        if body.is_empty() {
            return Ok(incoming);
        }
        if content_type.starts_with("application/json") {
            let Ok(Value::Object(object)) = serde_json::from_slice(&body) else {
                return Err(ApiError::bad("can't parse request: JSON object expected"));
            };
            if incoming.params.is_empty() {
                incoming.params = object;
            } else {
                incoming.params.extend(object);
            }
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            incoming.add_form(&body);
        } else {
            return Err(ApiError::bad("unsupported content type"));
        }
        Ok(incoming)
    }

    fn add_form(&mut self, form: &[u8]) {
        self.from_form = true;
        for (name, value) in form_urlencoded(form) {
            self.params.insert(name, Value::String(value));
        }
    }

    async fn add_multipart(&mut self, mut request: Request) -> Result<(), ApiError> {
        // The framework's own limit is 2 MB.
        DefaultBodyLimit::max(BODY_MAX_BYTES).apply(&mut request);
        let broken = |_| ApiError::bad("can't parse multipart request");
        self.from_form = true;
        let mut multipart = Multipart::from_request(request, &())
            .await
            .map_err(|_| ApiError::bad("can't parse multipart request"))?;
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            let Some(name) = field.name().map(str::to_owned) else {
                continue;
            };
            let file_name = field.file_name().map(str::to_owned);
            let mime_type = field.content_type().map(str::to_owned);
            let bytes = field.bytes().await.map_err(broken)?;
            if file_name.is_none() {
                let text = String::from_utf8(bytes.to_vec())
                    .map_err(|_| ApiError::bad("strings must be encoded in UTF-8"))?;
                self.params.insert(name, Value::String(text));
                continue;
            }
            self.files.insert(
                name,
                Upload {
                    bytes,
                    file_name,
                    mime_type,
                },
            );
        }
        Ok(())
    }

    /// Uploads become `attach://` parameters where a file may be, unless another parameter refers to them.
    pub(crate) fn bind_files(&mut self, names: impl Iterator<Item = &'static str>) {
        for name in names {
            if self.files.contains_key(name) && !self.params.contains_key(name) {
                let reference = Value::String(format!("attach://{name}"));
                self.params.insert(name.to_owned(), reference);
            }
        }
    }
}

async fn read_body(body: Body) -> Result<Bytes, ApiError> {
    axum::body::to_bytes(body, BODY_MAX_BYTES)
        .await
        .map_err(|_| ApiError::new(413, "Request Entity Too Large"))
}

fn form_urlencoded(form: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(form);
    let mut pairs = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((percent_decoded(name), percent_decoded(value)));
    }
    pairs
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = text
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code, byte) {
            (Some(code), _) => {
                decoded.push(code);
                at += 2;
            }
            (None, b'+') => decoded.push(b' '),
            (None, other) => decoded.push(*other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded() {
        let pairs = form_urlencoded("text=%D0%AF+%26&a=%zz".as_bytes());
        assert_eq!(pairs[0], ("text".to_owned(), "Я &".to_owned()));
        assert_eq!(pairs[1], ("a".to_owned(), "%zz".to_owned()));
    }
}

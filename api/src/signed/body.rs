//! The body of a call: one JSON object with known fields.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{Code, Problem};

/// A body that was read. What is wrong with one is never repeated in the answer: it may be what a member said.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !may_be_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::new(Code::BodyTooLarge))?;
        read(&body).map(Self).map_err(Problem::new)
    }
}

/// A body that says it is something else is not read as if it were JSON; one that says nothing is.
fn may_be_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    let kind = kind.to_str().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Code> {
    let read = serde_json::from_slice(body);
    // serde would also take an array for a struct.
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    match read {
        Ok(value) if is_object => Ok(value),
        Ok(_) => Err(Code::InvalidBody),
        Err(error) => Err(match error.classify() {
            Category::Data => Code::InvalidBody,
            Category::Syntax | Category::Eof | Category::Io => Code::MalformedJson,
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        text: String,
    }

    #[test]
    fn what_says_that_it_is_no_json_is_not_read_as_json() {
        let says = |kind: &'static str| {
            let kind = header::HeaderValue::from_static(kind);
            may_be_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]))
        };
        assert!(may_be_json(&HeaderMap::new()));
        assert!(says("application/json") && says("Application/JSON ; charset=utf-8"));
        for kind in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonp",
        ] {
            assert!(!says(kind), "{kind}");
        }
    }

    #[test]
    fn only_an_object_of_the_documented_shape_is_read() {
        let text = "b".to_owned();
        assert_eq!(read(br#" {"text": "b"} "#), Ok(Shape { text }));
        for (body, code) in [
            ("", Code::MalformedJson),
            ("{", Code::MalformedJson),
            ("{} {}", Code::InvalidBody),
            (r#"{"text": "\ud800"}"#, Code::MalformedJson),
            (r#"["b"]"#, Code::InvalidBody),
            ("null", Code::InvalidBody),
            ("{}", Code::InvalidBody),
            (r#"{"text": 1}"#, Code::InvalidBody),
            (r#"{"text": "b", "more": 1}"#, Code::InvalidBody),
            (r#"{"text": "b", "text": "c"}"#, Code::InvalidBody),
        ] {
            assert_eq!(read::<Shape>(body.as_bytes()), Err(code), "{body}");
        }
    }
}

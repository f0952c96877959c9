//! The body of a call: one JSON object with known fields.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{Code, Problem};

/// A body that was read. What is wrong with one is never repeated in the answer: it may be what a member said.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::new(Code::BodyTooLarge))?;
        read(&body).map(Self).map_err(Problem::new)
    }
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

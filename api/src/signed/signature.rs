//! The signature of a call: who may act for a member (contract.md, "HTTP").

use app::config::RotatingSecret;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::Code;

/// For which member.
pub(crate) const USER_HEADER: &str = "x-tg-user-id";
/// When it was signed, in Unix seconds.
pub(crate) const TIMESTAMP_HEADER: &str = "x-bot-timestamp";
/// What makes it different from every other call.
pub(crate) const NONCE_HEADER: &str = "x-bot-nonce";
/// The signature.
pub(crate) const SIGNATURE_HEADER: &str = "x-bot-signature";

/// How far a timestamp may be from now, in either direction.
pub(crate) const TOLERANCE_S: i64 = 300;
const NONCE_CHARACTERS: std::ops::RangeInclusive<usize> = 16..=64;

/// A call whose signature fits. It may still be late or played again.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SignedCall {
    /// For whom; never logged.
    pub(crate) telegram_user_id: i64,
    /// When it was signed.
    pub(crate) signed_at: DateTime<Utc>,
    /// What makes it different from every other call.
    pub(crate) nonce: String,
}

impl SignedCall {
    /// Whether the call is too far from now, by the clock of this process.
    pub(crate) fn is_late(&self, now: DateTime<Utc>) -> bool {
        (now - self.signed_at).abs() > chrono::Duration::seconds(TOLERANCE_S)
    }
}

/// The headers of a call as they were sent.
struct Claimed<'a> {
    user: &'a str,
    timestamp: &'a str,
    nonce: &'a str,
    signature: &'a str,
}

/// The call as it was signed, with the secret or the one before it. A caller without the secret learns whether headers are missing and
/// nothing else: whatever is wrong with one is found out only after the signature was computed, and answered in the same words.
pub(crate) fn verify(
    secrets: &RotatingSecret,
    parts: &Parts,
    body: &[u8],
) -> Result<SignedCall, Code> {
    let claimed = claimed(&parts.headers)?;
    let message = message(&claimed, &parts.method, &parts.uri, body);
    let mut fits = Choice::from(0);
    for secret in secrets.all() {
        let expected = sign(secret.expose_secret().as_bytes(), message.as_bytes());
        fits |= expected.as_bytes().ct_eq(claimed.signature.as_bytes());
    }
    match claimed.read() {
        Some(call) if bool::from(fits) => Ok(call),
        _ => Err(Code::SignatureInvalid),
    }
}

impl Claimed<'_> {
    fn read(&self) -> Option<SignedCall> {
        // One spelling each, so that a header says what a log or a proxy reads in it.
        let number = |text: &str| {
            let number: i64 = text.parse().ok()?;
            (number > 0 && number.to_string() == text).then_some(number)
        };
        let is_nonce = NONCE_CHARACTERS.contains(&self.nonce.len())
            && self.nonce.bytes().all(|byte| byte.is_ascii_graphic());
        Some(SignedCall {
            telegram_user_id: number(self.user)?,
            signed_at: DateTime::from_timestamp(number(self.timestamp)?, 0)?,
            nonce: is_nonce.then(|| self.nonce.to_owned())?,
        })
    }
}

/// The four headers. One that is there twice, or is no text, cannot be what was signed.
fn claimed(headers: &HeaderMap) -> Result<Claimed<'_>, Code> {
    let one = |name| {
        let mut values = headers.get_all(name).iter();
        let value = values.next().ok_or(Code::SignatureMissing)?;
        let text = value.to_str().ok().filter(|_| values.next().is_none());
        Ok(text.unwrap_or_default())
    };
    Ok(Claimed {
        user: one(USER_HEADER)?,
        timestamp: one(TIMESTAMP_HEADER)?,
        nonce: one(NONCE_HEADER)?,
        signature: one(SIGNATURE_HEADER)?,
    })
}

/// What is signed: timestamp, nonce, method, path with query as sent, user, digest of the body; between them one LF.
fn message(claimed: &Claimed<'_>, method: &Method, uri: &Uri, body: &[u8]) -> String {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let digest = hex::encode(Sha256::digest(body));
    let Claimed {
        user,
        timestamp,
        nonce,
        ..
    } = claimed;
    format!("{timestamp}\n{nonce}\n{method}\n{path}\n{user}\n{digest}")
}

/// base64url without padding of HMAC-SHA256.
fn sign(secret: &[u8], message: &[u8]) -> String {
    // HMAC takes keys of any length.
    Hmac::<Sha256>::new_from_slice(secret).map_or_else(
        |_| String::new(),
        |mut mac| {
            mac.update(message);
            URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
        },
    )
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const SECRET: &str = "the secret of these tests";
    const BODY: &[u8] = b"{}";
    const NOW_S: i64 = 1_772_452_800;

    /// The headers in the order user, timestamp, nonce, signature.
    fn parts(headers: [&str; 4]) -> Parts {
        let names = [
            USER_HEADER,
            TIMESTAMP_HEADER,
            NONCE_HEADER,
            SIGNATURE_HEADER,
        ];
        let mut request = Request::post("/api/v1/match/find?a=%20b");
        for (name, value) in names.into_iter().zip(headers) {
            request = request.header(name, value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    fn signed(secret: &str, user: &str, timestamp: &str, nonce: &str) -> Parts {
        let digest = hex::encode(Sha256::digest(BODY));
        let message =
            format!("{timestamp}\n{nonce}\nPOST\n/api/v1/match/find?a=%20b\n{user}\n{digest}");
        let signature = sign(secret.as_bytes(), message.as_bytes());
        parts([user, timestamp, nonce, &signature])
    }

    fn check(parts: &Parts, body: &[u8]) -> Result<SignedCall, Code> {
        verify(&RotatingSecret::new(SECRET.to_owned()), parts, body)
    }

    /// Computed with `openssl dgst -sha256 -hmac`, not with the code above.
    #[test]
    fn a_signature_made_elsewhere_fits() {
        let signature = "YVzLPuYxU-0uK2zinttQnA71ZP84J4Rb9QjKTDtHE0g";
        let parts = parts(["42", "1772452800", "0123456789abcdef", signature]);
        assert!(check(&parts, BODY).is_ok());
    }

    #[test]
    fn whatever_is_signed_must_be_as_it_was_signed() {
        let nonce = "0123456789abcdef";
        let now = NOW_S.to_string();
        let fitting = signed(SECRET, "42", &now, nonce);
        let Ok(call) = check(&fitting, BODY) else {
            panic!("a fitting signature");
        };
        assert_eq!(call.telegram_user_id, 42);
        assert_eq!(call.nonce, nonce);
        assert!(check(&fitting, b"{ }").is_err(), "another body");
        for (name, value) in [
            (USER_HEADER, "43"),
            (TIMESTAMP_HEADER, "1772452801"),
            (NONCE_HEADER, "0123456789abcdeg"),
            (SIGNATURE_HEADER, "AAAA"),
        ] {
            let mut changed = fitting.clone();
            let value = value.parse().expect("a header");
            changed.headers.insert(name, value);
            let refused = check(&changed, BODY).err();
            assert_eq!(refused, Some(Code::SignatureInvalid), "{name}");
            changed.headers.remove(name);
            let refused = check(&changed, BODY).err();
            assert_eq!(refused, Some(Code::SignatureMissing), "{name}");
        }
        let mut changed = fitting.clone();
        changed.method = Method::PUT;
        assert!(check(&changed, BODY).is_err(), "another method");
        changed = fitting.clone();
        changed.uri = Uri::from_static("/api/v1/match/find?a=b");
        assert!(check(&changed, BODY).is_err(), "another path");
        assert!(check(&signed("another secret", "42", &now, nonce), BODY).is_err());
    }

    #[test]
    fn both_secrets_of_a_rotation_are_accepted() {
        let secrets = RotatingSecret {
            current: "the next one".to_owned().into(),
            previous: Some(SECRET.to_owned().into()),
        };
        let now = NOW_S.to_string();
        for secret in ["the next one", SECRET] {
            let parts = signed(secret, "42", &now, "0123456789abcdef");
            assert!(verify(&secrets, &parts, BODY).is_ok(), "{secret}");
        }
    }

    /// Also with a fitting signature: what is not said in one way only is not said.
    #[test]
    fn headers_have_one_spelling() {
        let (now, nonce) = (NOW_S.to_string(), "0123456789abcdef");
        for user in [
            "",
            "0",
            "-42",
            "+42",
            "042",
            " 42",
            "4e1",
            "99999999999999999999",
        ] {
            let refused = check(&signed(SECRET, user, &now, nonce), BODY).err();
            assert_eq!(refused, Some(Code::SignatureInvalid), "user {user:?}");
        }
        let long = "n".repeat(65);
        for bad_nonce in ["short", "fifteen charact", &long, "with a space in it"] {
            let refused = check(&signed(SECRET, "42", &now, bad_nonce), BODY).err();
            assert_eq!(refused, Some(Code::SignatureInvalid), "nonce {bad_nonce:?}");
        }
        let mut twice = signed(SECRET, "42", &now, nonce);
        twice
            .headers
            .append(USER_HEADER, "43".parse().expect("a header"));
        assert_eq!(check(&twice, BODY).err(), Some(Code::SignatureInvalid));
    }

    #[test]
    fn a_call_is_late_after_five_minutes_in_either_direction() {
        let call = SignedCall {
            telegram_user_id: 42,
            signed_at: DateTime::from_timestamp(NOW_S, 0).expect("a moment"),
            nonce: "0123456789abcdef".to_owned(),
        };
        for (seconds, is_late) in [
            (0, false),
            (300, false),
            (301, true),
            (-300, false),
            (-301, true),
        ] {
            let now = call.signed_at + chrono::Duration::seconds(seconds);
            assert_eq!(call.is_late(now), is_late, "{seconds}");
        }
    }
}

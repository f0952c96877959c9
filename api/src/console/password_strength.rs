//! `POST /console/account/strength`: how good the password is that somebody is typing. The page asks while they type; it is the password
//! they are about to send here, and it is kept nowhere.

use app::staff::Strength;
use axum::Json;
use serde::Serialize;

use super::posted::Posted;
use super::refusal::Refusal;
use super::words::say;

/// What the page shows beside the field.
#[derive(Serialize)]
pub(super) struct Estimate {
    /// 0 to 4.
    score: u8,
    words: String,
}

pub(super) async fn estimate(Posted { me, fields }: Posted) -> Result<Json<Estimate>, Refusal> {
    fields.only(&["new"])?;
    let password = fields.one("new").unwrap_or_default();
    let strength = Strength::of(password, &me.account.name);
    Ok(Json(Estimate {
        score: strength as u8,
        words: say("strength", strength.name()).into_owned(),
    }))
}

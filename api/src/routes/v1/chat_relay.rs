//! `POST /api/v1/chat/relay`: carries a text to the peer.

use app::actions::{self, RelayedText};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// As many as Telegram takes in one message.
const TEXT_CHARACTERS_MAX: usize = 4096;

/// Words for the peer. No `Debug`: what is said is never logged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// What to say.
    #[schema(min_length = 1, max_length = 4096)]
    text: String,
}

/// What became of the words.
#[derive(Serialize, ToSchema)]
pub(super) struct Relayed {
    status: RelayedStatus,
    /// A username, link or mention was taken out, so that nobody leaves anonymity by accident: tell the member.
    identity_hidden: bool,
}

/// What becomes of words that can be carried.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RelayedStatus {
    /// Telegram accepted them.
    Relayed,
}

/// Carries a text to the peer of the open talk, under the member's pseudonym. It is written nowhere.
#[utoipa::path(
    post,
    path = "/api/v1/chat/relay",
    operation_id = "relay",
    tag = "chat",
    request_body = Words,
    responses(
        (status = 200, description = "Accepted by Telegram", body = Relayed),
        (status = 409, description = "`no_active_chat`", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "`peer_unreachable`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`text_too_long` or `nothing_to_relay`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_requests`", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
        (status = 504, description = "`not_delivered`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(words): JsonBody<Words>,
) -> Result<Json<Relayed>, Problem> {
    if words.text.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(Problem::new(Code::TextTooLong));
    }
    let talk = actions::open_talk(&members.dispatcher, call.member).await?;
    let talk = talk.ok_or_else(|| Problem::new(Code::NoActiveChat))?;
    let relayed = members.relay.relay_text(call.member, talk, &words.text);
    match relayed.await? {
        RelayedText::Relayed { identity_hidden } => Ok(Json(Relayed {
            status: RelayedStatus::Relayed,
            identity_hidden,
        })),
        RelayedText::TooOften { retry_after } => {
            Err(Problem::new(Code::TooManyRequests).retry_after(retry_after))
        }
        RelayedText::NothingLeft => Err(Problem::new(Code::NothingToRelay)),
        RelayedText::NotDelivered => Err(Problem::new(Code::NotDelivered)),
        RelayedText::PeerUnreachable => Err(Problem::new(Code::PeerUnreachable)),
    }
}

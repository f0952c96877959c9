//! The stable names of everything that can go wrong, each with its status and its words in one place.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $title:literal, $detail:literal;)*) => {
        /// A stable name of what went wrong, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The HTTP status it goes with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The status in words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What to know about it.
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)* }
            }
        }
    };
}

codes! {
    /// The body is no JSON.
    MalformedJson = BAD_REQUEST, "Malformed JSON", "The body is not a JSON object.";
    /// The `Idempotency-Key` cannot be one.
    IdempotencyKeyMalformed = BAD_REQUEST, "Malformed idempotency key", "An Idempotency-Key has 16 to 128 visible ASCII characters, drawn at random.";
    /// One of the four headers of a signed call is not there.
    SignatureMissing = UNAUTHORIZED, "Not signed", "X-Tg-User-Id, X-Bot-Timestamp, X-Bot-Nonce and X-Bot-Signature are all needed.";
    /// The signature does not fit the call.
    SignatureInvalid = UNAUTHORIZED, "Wrong signature", "The signature does not fit this call.";
    /// Signed too long ago, or for later.
    SignatureLate = UNAUTHORIZED, "Too late", "The timestamp is more than 300 seconds away from now.";
    /// The nonce was used before.
    SignatureReplayed = UNAUTHORIZED, "Replayed", "The nonce was used before.";
    /// Nobody of the staff.
    StaffUnknown = UNAUTHORIZED, "Not signed in", "A session of the console or HTTP Basic of a staff account is needed.";
    /// The password was right; a code of the authenticator is missing, wrong, or used.
    CodeRequired = UNAUTHORIZED, "Code required", "This account has a second factor: a fresh code of its authenticator belongs into X-One-Time-Code.";
    /// The account has no second factor, and without one nobody makes calls here.
    SecondFactorMissing = FORBIDDEN, "Second factor missing", "This account has to set up a second factor in the console first.";
    /// The role does not allow it.
    Forbidden = FORBIDDEN, "Forbidden", "The role of this account does not allow it.";
    /// No such path.
    NotFound = NOT_FOUND, "Not found", "There is nothing at this path.";
    /// No such proposal of this member.
    UnknownMatch = NOT_FOUND, "Unknown match", "This member has no such match.";
    /// The path exists, the method does not.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "Method not allowed", "This path does not answer this method.";
    /// The body did not come in time.
    BodyTooSlow = REQUEST_TIMEOUT, "Body too slow", "A body has to come within 20 seconds.";
    /// The member has not answered every question of the profile.
    ProfileIncomplete = CONFLICT, "Profile incomplete", "The profile is not complete; GET /api/v1/me says what is missing.";
    /// The rules and the age come first.
    RulesNotAccepted = CONFLICT, "Rules not accepted", "The member has not accepted the rules in the chat with the bot.";
    /// The member's search is running.
    AlreadySearching = CONFLICT, "Already searching", "The member is searching, or has a proposal to answer.";
    /// A sanction, or a hold until a moderator looked.
    Suspended = CONFLICT, "Suspended", "A decision about the member, or a hold, does not allow this at the moment; the bot says why and until when.";
    /// The member is in a talk.
    InChat = CONFLICT, "In a talk", "The member is in a talk.";
    /// The member has an open report about this talk.
    AlreadyReported = CONFLICT, "Already reported", "This member has an open report about this talk.";
    /// The window for a report has passed.
    ReportTooLate = CONFLICT, "Too late for a report", "The talk ended too long ago to be reported.";
    /// Not now, for a reason that is nobody else's business.
    NotAvailable = CONFLICT, "Not available", "This is not available at the moment.";
    /// The member is in no talk.
    NoActiveChat = CONFLICT, "No active talk", "The member is in no talk.";
    /// The talk this proposal became is over.
    ChatEnded = CONFLICT, "Talk ended", "The talk that this proposal became is over.";
    /// The member may not tip the other now, whatever the reason.
    TipNotAvailable = CONFLICT, "Tip not available", "A tip is not available now.";
    /// The tip that this call asked for before is paid.
    TipAlreadyPaid = CONFLICT, "Tip already paid", "The tip that this call asked for before is paid.";
    /// The payment is recorded, but belongs to no tip of the member's.
    PaymentUnmatched = CONFLICT, "Payment unmatched", "The payment is recorded, but belongs to no tip of this member's; it can be given back.";
    /// A call with the same key is under way.
    IdempotencyInProgress = CONFLICT, "In progress", "A call with this Idempotency-Key is under way.";
    /// The peer cannot be reached any more.
    PeerUnreachable = GONE, "Peer unreachable", "The other member cannot be reached any more; the talk ends.";
    /// The body is over 64 KiB.
    BodyTooLarge = PAYLOAD_TOO_LARGE, "Body too large", "A body has at most 64 KiB.";
    /// Somebody of the staff opened more than a person reads.
    TooManyLooks = TOO_MANY_REQUESTS, "Too many looks", "This account opened more than a person reads; Retry-After says when to go on.";
    /// The body says that it is no JSON.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", "A body is JSON, and says so or nothing.";
    /// The body is JSON of another shape.
    InvalidBody = UNPROCESSABLE_ENTITY, "Invalid body", "A field is missing, unknown, or of another type than documented.";
    /// A query of another shape.
    InvalidQuery = UNPROCESSABLE_ENTITY, "Invalid query", "A parameter of the query is missing, unknown, or of another type than documented.";
    /// Not an amount of a tip.
    StarsInvalid = UNPROCESSABLE_ENTITY, "Invalid amount", "A tip is 1 to 2500 Stars.";
    /// The text is longer than Telegram carries.
    TextTooLong = UNPROCESSABLE_ENTITY, "Text too long", "A text has at most 4096 characters.";
    /// Nothing is left of the text.
    NothingToRelay = UNPROCESSABLE_ENTITY, "Nothing to relay", "Nothing is left of the text once what names somebody is taken out.";
    /// The comment is too long.
    CommentInvalid = UNPROCESSABLE_ENTITY, "Invalid comment", "A comment has at most 500 characters.";
    /// The pseudonym breaks a rule.
    NicknameInvalid = UNPROCESSABLE_ENTITY, "Invalid nickname", "This cannot be a nickname.";
    /// The bio breaks a rule.
    BioInvalid = UNPROCESSABLE_ENTITY, "Invalid bio", "This cannot be a bio.";
    /// No such time zone.
    TimeZoneUnknown = UNPROCESSABLE_ENTITY, "Unknown time zone", "A time zone is an IANA name or UTC with an offset.";
    /// Too few topics, or too many.
    TopicsInvalid = UNPROCESSABLE_ENTITY, "Invalid topics", "A profile names 2 to 6 different topics.";
    /// The key was used for another call.
    IdempotencyKeyReused = UNPROCESSABLE_ENTITY, "Idempotency key reused", "This Idempotency-Key was used for another call.";
    /// Over a limit.
    TooManyRequests = TOO_MANY_REQUESTS, "Too many requests", "The member did this too often; Retry-After says when to come back.";
    /// A mistake of ours.
    Broken = INTERNAL_SERVER_ERROR, "Broken", "This is a mistake of ours, and its place is logged; the call may or may not have been done.";
    /// The database does not answer.
    DatabaseUnavailable = SERVICE_UNAVAILABLE, "Database unavailable", "The database did not answer in time.";
    /// Too many sign-ins at once.
    Crowded = SERVICE_UNAVAILABLE, "Too many at once", "Too many people sign in at once; try again in a few seconds.";
    /// Redis is configured and does not answer.
    RedisUnavailable = SERVICE_UNAVAILABLE, "Redis unavailable", "Redis did not answer in time; limits are kept by each process meanwhile.";
    /// The database is not at this binary's version.
    NotMigrated = SERVICE_UNAVAILABLE, "Database not migrated", "Run `notalone migrate`, then try again.";
    /// The process is about to stop.
    Draining = SERVICE_UNAVAILABLE, "Shutting down", "This process takes no new work; another one does.";
    /// Our own outage.
    Unavailable = SERVICE_UNAVAILABLE, "Unavailable", "Something this needs does not answer; try again with the same Idempotency-Key.";
    /// Telegram did not take the message in time.
    NotDelivered = GATEWAY_TIMEOUT, "Not delivered", "Telegram did not accept the message in time.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_an_error_with_a_title_of_its_own() {
        let titles: HashSet<_> = Code::ALL.iter().map(|code| code.title()).collect();
        assert_eq!(titles.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(code.detail().ends_with('.'), "{code:?}");
        }
    }
}

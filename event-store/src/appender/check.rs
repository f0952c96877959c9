//! What the database would refuse, refused before it can spoil a batch.

use serde_json::Value;

use crate::{Append, AppendError, GuardStep};

/// The most bytes one command may write.
const COMMAND_BYTES: usize = 1 << 20;
/// The most bytes of a stream id, event name or guard key; far below what an index entry may hold.
const KEY_BYTES: usize = 512;
/// How deep a payload may nest; `serde_json` reads no deeper.
const DEPTH: usize = 120;

/// SQLSTATE `untranslatable_character`, what `jsonb` answers to NUL.
const NUL_IN_JSON: &str = "22P05";
/// SQLSTATE `character_not_in_repertoire`, what `text` answers to NUL.
const NUL_IN_TEXT: &str = "22021";
/// SQLSTATE `program_limit_exceeded`.
const TOO_LARGE: &str = "54000";

/// The command's size in bytes, roughly.
pub(super) fn check(append: &Append) -> Result<usize, AppendError> {
    let mut bytes = key(append.aggregate_type)? + key(&append.aggregate_id)?;
    for (name, content) in &append.metadata {
        bytes += json_text(name)? + json_text(content)?;
    }
    for event in &append.events {
        bytes += key(&event.event_type)? + key(&event.event_version)?;
        bytes += json(&event.payload, 0)?;
    }
    for step in &append.guards {
        bytes += guard(step)?;
    }
    if bytes > COMMAND_BYTES {
        return Err(invalid(TOO_LARGE));
    }
    Ok(bytes)
}

fn guard(step: &GuardStep) -> Result<usize, AppendError> {
    match step {
        GuardStep::Claim { space, key, holder }
        | GuardStep::Release { space, key, holder }
        | GuardStep::Require { space, key, holder }
        | GuardStep::Restrict {
            space, key, holder, ..
        } => Ok(self::key(space)? + self::key(key)? + self::key(holder)?),
        GuardStep::Vacant { space, key } | GuardStep::Unrestricted { space, key, .. } => {
            Ok(self::key(space)? + self::key(key)?)
        }
    }
}

fn key(text: &str) -> Result<usize, AppendError> {
    if text.contains('\0') {
        return Err(invalid(NUL_IN_TEXT));
    }
    if text.len() > KEY_BYTES {
        return Err(invalid(TOO_LARGE));
    }
    Ok(text.len())
}

fn json(value: &Value, depth: usize) -> Result<usize, AppendError> {
    if depth > DEPTH {
        return Err(invalid(TOO_LARGE));
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(8),
        Value::String(text) => json_text(text),
        Value::Array(items) => items
            .iter()
            .try_fold(2, |bytes, item| Ok(bytes + json(item, depth + 1)?)),
        Value::Object(fields) => fields.iter().try_fold(2, |bytes, (name, item)| {
            Ok(bytes + json_text(name)? + json(item, depth + 1)?)
        }),
    }
}

fn json_text(text: &str) -> Result<usize, AppendError> {
    if text.contains('\0') {
        return Err(invalid(NUL_IN_JSON));
    }
    Ok(text.len() + 3)
}

fn invalid(code: &str) -> AppendError {
    AppendError::Invalid {
        code: code.to_owned(),
    }
}

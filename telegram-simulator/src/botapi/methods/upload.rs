//! Files in requests: an upload (`attach://name`), or a file this bot has seen (file id).

use serde_json::{Map, Value};

use super::Call;
use crate::botapi::ApiError;
use crate::botapi::params::Params;
use crate::files::{FileNumber, StoredFile};
use crate::media::{Measures, MediaKind, Showing, is_picture, parts};

/// <https://core.telegram.org/bots/api#sending-files>
const PHOTO_MAX_BYTES: usize = 10 * 1024 * 1024;
/// A longer recording is a mistake of units.
const DURATION_MAX_S: i64 = 24 * 60 * 60;

/// The parts of a message with the file that `params` (of a method or of an `InputMedia`) name.
pub(super) fn file_parts(
    call: &Call,
    kind: MediaKind,
    reference: &str,
    params: &Params,
) -> Result<Map<String, Value>, ApiError> {
    let showing = Showing {
        spoiler: params.flag("has_spoiler"),
        caption_above: params.flag("show_caption_above_media"),
    };
    check_thumbnail(call, params)?;
    let (number, file) = match reference.strip_prefix("attach://") {
        Some(name) => uploaded(call, kind, name, params)?,
        None => known(call, kind, reference)?,
    };
    Ok(parts(number, &file, showing))
}

fn uploaded(
    call: &Call,
    kind: MediaKind,
    name: &str,
    params: &Params,
) -> Result<(FileNumber, StoredFile), ApiError> {
    let upload = call
        .files
        .get(name)
        .ok_or_else(|| ApiError::bad("wrong file identifier/HTTP URL specified"))?;
    if upload.bytes.is_empty() {
        return Err(ApiError::bad("file must be non-empty"));
    }
    if kind == MediaKind::Photo {
        if upload.bytes.len() > PHOTO_MAX_BYTES {
            return Err(ApiError::bad("PHOTO_SAVE_FILE_INVALID"));
        }
        if !is_picture(&upload.bytes) {
            return Err(ApiError::bad("IMAGE_PROCESS_FAILED"));
        }
    }
    let file = StoredFile {
        bytes: upload.bytes.clone(),
        bot_id: call.bot.id,
        kind,
        file_name: upload.file_name.clone(),
        mime_type: upload.mime_type.clone(),
        claimed_size: None,
        measures: measures(params)?,
    };
    Ok((call.world.files.add(file.clone()), file))
}

/// What a request says of an upload; for a file sent by its id it is ignored.
fn measures(params: &Params) -> Result<Measures, ApiError> {
    let text = |name: &str| {
        let text = params.text(name).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let duration = params.integer("duration");
    if duration.is_some_and(|duration| !(0..=DURATION_MAX_S).contains(&duration)) {
        return Err(ApiError::bad("wrong duration specified"));
    }
    Ok(Measures {
        width: params.integer("width").or(params.integer("length")),
        height: params.integer("height"),
        duration,
        title: text("title"),
        performer: text("performer"),
        emoji: text("emoji"),
        set_name: None,
    })
}

/// "Thumbnails can't be reused and can be only uploaded as a new file."
fn check_thumbnail(call: &Call, params: &Params) -> Result<(), ApiError> {
    let Some(thumbnail) = params.text("thumbnail") else {
        return Ok(());
    };
    let upload = thumbnail.strip_prefix("attach://");
    match upload.and_then(|name| call.files.get(name)) {
        Some(_) => Ok(()),
        None => Err(ApiError::bad(
            "thumbnails can't be reused; upload a new file",
        )),
    }
}

fn known(
    call: &Call,
    kind: MediaKind,
    file_id: &str,
) -> Result<(FileNumber, StoredFile), ApiError> {
    let wrong = || ApiError::bad("wrong file identifier/HTTP URL specified");
    let bot_id = call.bot.id;
    let number = FileNumber::of_file_id(file_id, bot_id).ok_or_else(wrong)?;
    let file = call.world.files.get(number, bot_id).ok_or_else(wrong)?;
    if file.kind != kind {
        return Err(ApiError::bad(&format!(
            "can't use file of type {} as {}",
            file.kind.field(),
            kind.field()
        )));
    }
    Ok((number, file))
}

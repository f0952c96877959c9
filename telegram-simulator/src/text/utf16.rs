//! Lengths and offsets in UTF-16 code units, as the Bot API counts.

/// The length of `text` in UTF-16 code units.
pub(crate) fn length(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// For every UTF-16 offset from 0 to the end the byte offset of the character that begins there, `None` inside a pair.
pub(crate) fn byte_offsets(text: &str) -> Vec<Option<usize>> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for (byte, character) in text.char_indices() {
        offsets.push(Some(byte));
        if character.len_utf16() == 2 {
            offsets.push(None);
        }
    }
    offsets.push(Some(text.len()));
    offsets
}

#[cfg(test)]
/// The part of `text` at a UTF-16 offset, empty when the offsets do not fit.
pub(crate) fn slice(text: &str, offset: i64, length: i64) -> &str {
    let offsets = byte_offsets(text);
    let at = |position: i64| {
        usize::try_from(position)
            .ok()
            .and_then(|position| offsets.get(position).copied().flatten())
    };
    match (at(offset), at(offset.saturating_add(length))) {
        (Some(start), Some(end)) => text.get(start..end).unwrap_or_default(),
        _ => "",
    }
}

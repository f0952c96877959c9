//! Takes the tags out of a recording: they name whoever made it, and often whose computer that was.

use bytes::Bytes;

/// `ID3`, version, flags, and the length in four bytes of seven bits.
const HEAD_BYTES: usize = 10;
/// The tag of the first version: the last 128 bytes, beginning with `TAG`.
const TAIL_BYTES: usize = 128;
/// The footer of an APE tag, which says how long the tag is.
const APE_FOOTER_BYTES: usize = 32;
/// In the flags of a head: a footer as long as the head follows the tag.
const HAS_FOOTER: u8 = 0x10;

/// The sound without ID3 and APE tags. What is no MP3 comes out as it went in.
pub(super) fn without_tags(content: &Bytes) -> Bytes {
    let mut sound = content.clone();
    while let Some(length) = head_length(&sound) {
        sound = sound.slice(length.min(sound.len())..);
    }
    loop {
        let kept = sound.len() - tail_length(&sound);
        if kept == sound.len() {
            return sound;
        }
        sound.truncate(kept);
    }
}

fn head_length(sound: &[u8]) -> Option<usize> {
    let head = sound.get(..HEAD_BYTES)?;
    if !head.starts_with(b"ID3") {
        return None;
    }
    let length = head
        .get(6..)?
        .iter()
        .fold(0, |length, byte| (length << 7) | usize::from(byte & 0x7f));
    let footer = if head.get(5)? & HAS_FOOTER == 0 {
        0
    } else {
        HEAD_BYTES
    };
    Some(HEAD_BYTES + length + footer)
}

fn tail_length(sound: &[u8]) -> usize {
    let last = |length: usize| sound.get(sound.len().checked_sub(length)?..);
    if last(TAIL_BYTES).is_some_and(|tail| tail.starts_with(b"TAG")) {
        return TAIL_BYTES;
    }
    let Some(footer) = last(APE_FOOTER_BYTES).filter(|footer| footer.starts_with(b"APETAGEX"))
    else {
        return 0;
    };
    let number = |at: usize| {
        let bytes = footer
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    // The length counts the footer but not the head, which a flag announces.
    let head = if number(20) & 0x8000_0000 == 0 {
        0
    } else {
        APE_FOOTER_BYTES
    };
    let length = usize::try_from(number(12))
        .unwrap_or(usize::MAX)
        .saturating_add(head);
    length.clamp(APE_FOOTER_BYTES, sound.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SOUND: &[u8] = b"\xff\xfb\x90\x00 sound";

    fn id3(words: &[u8]) -> Vec<u8> {
        let length = u8::try_from(words.len()).expect("a short tag");
        [b"ID3\x04\0\0\0\0\0".as_slice(), &[length], words].concat()
    }

    fn ape(words: &[u8]) -> Vec<u8> {
        let length = u32::try_from(words.len() + APE_FOOTER_BYTES).expect("a short tag");
        let footer = [
            b"APETAGEX".as_slice(),
            &2000_u32.to_le_bytes(),
            &length.to_le_bytes(),
            &[0; 16],
        ];
        [words.to_vec(), footer.concat()].concat()
    }

    #[test]
    fn no_tag_survives_before_or_behind_the_sound() {
        let mut old = [0; TAIL_BYTES];
        old[..7].copy_from_slice(b"TAGAnna");
        let file = [
            id3(b"Anna").as_slice(),
            &id3(b"Boris"),
            SOUND,
            &ape(b"Anna"),
            &old,
        ]
        .concat();
        assert_eq!(without_tags(&Bytes::from(file)), SOUND);
    }

    #[test]
    fn sound_without_tags_stays_as_it_is() {
        assert_eq!(without_tags(&Bytes::from_static(SOUND)), SOUND);
    }

    proptest! {
        #[test]
        fn whatever_comes_in_is_cut_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), is_tag: bool, is_ape: bool) {
            let head = if is_tag { b"ID3".as_slice() } else { b"" };
            let tail = if is_ape { ape(b"x") } else { Vec::new() };
            let file = Bytes::from([head, &bytes, &tail].concat());
            prop_assert!(without_tags(&file).len() <= file.len());
        }
    }
}

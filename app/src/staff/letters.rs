//! Random letters and digits that people can read to each other.

use crate::Ids;

/// Without what is easily taken for something else; 32 of them, so that five bits pick one evenly.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Five bits each.
pub(super) fn letters<const COUNT: usize>(ids: &dyn Ids) -> String {
    let mut bytes = [0; COUNT];
    ids.fill(&mut bytes);
    let letters = bytes.iter().map(|byte| ALPHABET[usize::from(byte % 32)]);
    letters.map(char::from).collect()
}

//! Looking for what must not be on disk.

use std::path::{Path, PathBuf};

use memchr::memmem;

/// Every file below `directory` that contains these bytes, at any depth.
///
/// Files that vanish while it looks are left out: servers rename and remove theirs.
pub fn files_containing(directory: &Path, marker: &[u8]) -> Vec<PathBuf> {
    assert!(!marker.is_empty(), "everything contains nothing");
    let finder = memmem::Finder::new(marker);
    let mut found = Vec::new();
    let mut folders = vec![directory.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).is_ok_and(|bytes| finder.find(&bytes).is_some()) {
                found.push(path);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_found_at_any_depth_and_in_binary_files() {
        let directory = tempfile::tempdir().unwrap();
        let deep = directory.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("guilty"), b"\xff\x00marker\xfe").unwrap();
        std::fs::write(deep.join("innocent"), b"mark er").unwrap();
        assert_eq!(
            files_containing(directory.path(), b"marker"),
            [deep.join("guilty")]
        );
    }
}

//! The text files of a checkout.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// What is made by tools or runs.
const SKIPPED_FOLDERS: [&str; 5] = [".git", ".dev", "target", "node_modules", ".sqlx"];

/// A text file of the checkout.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// Relative to the root, with forward slashes.
    pub path: String,
    /// Its contents.
    pub text: String,
}

impl TextFile {
    /// For tests of rules.
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.has_ending("rs")
    }

    /// Whether it ends so; without the dot.
    pub fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == ending)
    }

    /// Whether the whole file is compiled for tests only: in a `tests` folder, or named so.
    pub fn is_test(&self) -> bool {
        self.path
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs")
    }

    /// The crate's folder, or the top folder it lies in.
    pub fn top(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// All text files of a checkout, and where it is.
#[derive(Debug)]
pub struct Checkout {
    root: PathBuf,
    files: Vec<TextFile>,
    /// Every file and folder, also binary ones, relative to the root.
    paths: Vec<String>,
}

impl Checkout {
    /// The one that this crate was compiled in.
    pub fn read() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the root")?
            .to_path_buf();
        let mut checkout = Self {
            root: root.clone(),
            files: Vec::new(),
            paths: Vec::new(),
        };
        checkout.walk(&root)?;
        checkout.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(checkout)
    }

    /// One that exists only in memory: for tests of rules.
    pub fn of(files: Vec<TextFile>) -> Self {
        let mut paths: Vec<String> = Vec::new();
        for file in &files {
            let folders = file
                .path
                .match_indices('/')
                .map(|(at, _)| file.path[..at].to_owned());
            paths.extend(folders);
            paths.push(file.path.clone());
        }
        Self {
            root: PathBuf::new(),
            files,
            paths,
        }
    }

    /// Its root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its text files, by path.
    pub fn files(&self) -> &[TextFile] {
        &self.files
    }

    /// Its Rust files.
    pub fn rust_files(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// A text file by its path.
    pub fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or folder has this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.paths.iter().any(|known| known == path)
    }

    /// Whether the path of a file or folder below a folder ends so: `member/aggregate.rs`, `relay/`. The folder is given with its slash,
    /// or empty for all of them.
    pub fn has_ending_in(&self, folder: &str, path: &str) -> bool {
        let ending = format!("/{}", path.trim_end_matches('/'));
        let mut below = self.paths.iter().filter(|known| known.starts_with(folder));
        below.any(|known| known.ends_with(&ending))
    }

    fn walk(&mut self, folder: &Path) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let name = entry.file_name();
            if SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped) {
                continue;
            }
            let path = entry.path();
            let relative = path
                .strip_prefix(&self.root)?
                .to_string_lossy()
                .into_owned();
            self.paths.push(relative.clone());
            if entry.file_type()?.is_dir() {
                self.walk(&path)?;
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                self.files.push(TextFile {
                    path: relative,
                    text,
                });
            }
        }
        Ok(())
    }
}

//! The lines in force, and the task that follows the file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::file::{MAX_BYTES, read};
use super::{Book, HotlinesError};
use crate::clock::SharedClock;

/// What the repository ships.
const EMBEDDED: &str = include_str!("../../../ops/hotlines/hotlines.toml");
/// How soon an edited file is in force.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The lines in force; cheap to clone, the same for all clones.
#[derive(Clone, Debug)]
pub struct Hotlines {
    path: Option<Arc<PathBuf>>,
    book: watch::Sender<Arc<Book>>,
}

/// What was read last, so that a file is only parsed when it has changed.
enum Seen {
    Text(String),
    Unreadable,
}

impl Hotlines {
    /// The lines of this file, or the shipped ones without a file. One that cannot be used is as good as none, and is reported
    /// once the file is followed: a typing error must not keep the bot from starting.
    pub fn open(path: Option<PathBuf>) -> Self {
        let own = path.as_deref().and_then(|path| load(path).ok());
        let (book, _) = watch::channel(Arc::new(own.unwrap_or_else(embedded)));
        Self {
            path: path.map(Arc::new),
            book,
        }
    }

    /// Reads a file as [`Self::open`] would, for those who want to know what is wrong with it; without a file, the shipped one.
    pub fn check(path: Option<&Path>) -> Result<Book, HotlinesError> {
        path.map_or_else(|| read(EMBEDDED), load)
    }

    /// The lines as of now.
    pub fn book(&self) -> Arc<Book> {
        Arc::clone(&self.book.borrow())
    }

    /// Follows the file until cancelled, and keeps the gauges.
    pub async fn follow(self, clock: SharedClock, stop: CancellationToken) {
        let mut seen = None;
        let mut rounds = tokio::time::interval(LOOK_EVERY);
        while stop.run_until_cancelled(rounds.tick()).await.is_some() {
            self.look(&mut seen).await;
            let stale = self.book().stale(clock.now()).count();
            metrics::gauge!("notalone_hotlines_unverified")
                .set(f64::from(u32::try_from(stale).unwrap_or(u32::MAX)));
        }
    }

    async fn look(&self, seen: &mut Option<Seen>) {
        let Some(path) = self.path.clone() else {
            broken(false);
            return;
        };
        let text = tokio::task::spawn_blocking(move || text_of(&path)).await;
        let Ok(text) = text else { return };
        let is_old = match (&text, &*seen) {
            (Ok(text), Some(Seen::Text(before))) => text == before,
            (Err(_), Some(Seen::Unreadable)) => true,
            _ => false,
        };
        if is_old {
            return;
        }
        match text
            .as_deref()
            .map_err(ToString::to_string)
            .and_then(|text| read(text).map_err(|error| error.to_string()))
        {
            Ok(book) => {
                tracing::info!(lines = book.lines.len(), "hotlines are in force");
                self.book.send_replace(Arc::new(book));
                broken(false);
            }
            Err(error) => {
                tracing::error!(%error, "the file of hotlines is not used: those before it stay");
                broken(true);
            }
        }
        *seen = Some(text.map_or(Seen::Unreadable, Seen::Text));
    }
}

fn broken(is_broken: bool) {
    metrics::gauge!("notalone_hotlines_file_broken").set(f64::from(u8::from(is_broken)));
}

fn load(path: &Path) -> Result<Book, HotlinesError> {
    read(&text_of(path)?)
}

/// A file that is being written at this moment is read as broken for one round; editors put a whole one in its place.
fn text_of(path: &Path) -> Result<String, HotlinesError> {
    let mut text = String::new();
    let file = File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    let is_short = u64::try_from(text.len()).is_ok_and(|bytes| bytes <= MAX_BYTES);
    is_short.then_some(text).ok_or(HotlinesError::TooLong)
}

/// A test reads it.
fn embedded() -> Book {
    read(EMBEDDED).unwrap_or(Book {
        countries: Vec::new(),
        lines: Vec::new(),
    })
}

//! Files that were sent, in memory, the oldest dropped when there are too many bytes.

use std::collections::{HashMap, VecDeque};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use crate::media::{Measures, MediaKind};
use crate::sync::Lock;

/// Album ids are long numbers without meaning, as Telegram's.
const FIRST_ALBUM: u64 = 13_000_000_000_000_000;

/// A file with everything that stays with it when it is sent again by its id.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) bytes: Bytes,
    /// The bot in whose chats it was sent; to all others it does not exist.
    pub(crate) bot_id: i64,
    /// What it was sent as.
    pub(crate) kind: MediaKind,
    pub(crate) file_name: Option<String>,
    pub(crate) mime_type: Option<String>,
    /// What Telegram says of its size, where a few bytes stand for a large file.
    pub(crate) claimed_size: Option<u64>,
    pub(crate) measures: Measures,
}

impl StoredFile {
    pub(crate) fn size_bytes(&self) -> u64 {
        let held = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        self.claimed_size.unwrap_or(held)
    }

    /// The extension its path gets: that of its name, or the usual one of its kind.
    fn extension(&self) -> &str {
        let named = self
            .file_name
            .as_deref()
            .and_then(|name| name.rsplit_once('.'));
        let extension = named.map(|(_, extension)| extension);
        let plain = |extension: &&str| {
            (1..=5).contains(&extension.len())
                && extension.chars().all(|c| c.is_ascii_alphanumeric())
        };
        extension.filter(plain).unwrap_or(self.kind.extension())
    }
}

/// A file's place in the store, the same for all bots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FileNumber(u64);

#[derive(Debug)]
pub(crate) struct Files {
    bytes_max: usize,
    inner: Lock<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    albums: u64,
    bytes: usize,
    order: VecDeque<FileNumber>,
    files: HashMap<FileNumber, StoredFile>,
}

impl Files {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self {
            bytes_max,
            inner: Lock::new(Inner::default()),
        }
    }

    pub(crate) fn add(&self, file: StoredFile) -> FileNumber {
        let mut inner = self.inner.lock();
        inner.next += 1;
        let number = FileNumber(inner.next);
        inner.bytes += file.bytes.len();
        inner.order.push_back(number);
        inner.files.insert(number, file);
        while inner.bytes > self.bytes_max && inner.order.len() > 1 {
            let Some(oldest) = inner.order.pop_front() else {
                break;
            };
            if let Some(dropped) = inner.files.remove(&oldest) {
                inner.bytes -= dropped.bytes.len();
            }
        }
        number
    }

    /// A new id for an album.
    pub(crate) fn next_album(&self) -> u64 {
        let mut inner = self.inner.lock();
        inner.albums += 1;
        FIRST_ALBUM + inner.albums
    }

    /// A file as one bot knows it.
    pub(crate) fn get(&self, number: FileNumber, bot_id: i64) -> Option<StoredFile> {
        let inner = self.inner.lock();
        let file = inner.files.get(&number);
        file.filter(|file| file.bot_id == bot_id).cloned()
    }
}

impl FileNumber {
    /// The id under which one bot knows the file; another bot's id of the same file is another.
    pub(crate) fn file_id(self, bot_id: i64) -> String {
        URL_SAFE_NO_PAD.encode(format!("file/{bot_id}/{}", self.0))
    }

    /// The same for all bots, and useless for sending, as in Telegram.
    pub(crate) fn unique_id(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("u{:08}", self.0))
    }

    /// `None` if it is no file id or that of another bot.
    pub(crate) fn of_file_id(file_id: &str, bot_id: i64) -> Option<Self> {
        let decoded = String::from_utf8(URL_SAFE_NO_PAD.decode(file_id).ok()?).ok()?;
        let rest = decoded.strip_prefix("file/")?;
        let (bot, number) = rest.split_once('/')?;
        (bot.parse() == Ok(bot_id)).then(|| number.parse().ok().map(Self))?
    }

    /// The path for downloads.
    pub(crate) fn path(self, file: &StoredFile) -> String {
        format!(
            "{}/file_{}.{}",
            file.kind.folder(),
            self.0,
            file.extension()
        )
    }

    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let (_, number) = path.rsplit_once("file_")?;
        let digits = number.split('.').next()?;
        digits.parse().ok().map(Self)
    }
}

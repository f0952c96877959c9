//! Files that were sent, in memory, the oldest dropped when there are too many bytes.

use std::collections::{HashMap, VecDeque};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use crate::sync::Lock;

/// Album ids are long numbers without meaning, as Telegram's.
const FIRST_ALBUM: u64 = 13_000_000_000_000_000;

#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) bytes: Bytes,
    /// The field of `Message` it was sent as: `photo`, `voice` …
    pub(crate) kind: String,
    pub(crate) file_name: Option<String>,
    pub(crate) mime_type: Option<String>,
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

    pub(crate) fn get(&self, number: FileNumber) -> Option<StoredFile> {
        self.inner.lock().files.get(&number).cloned()
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
    pub(crate) fn path(self, kind: &str) -> String {
        format!("{kind}s/file_{}", self.0)
    }

    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let (_, number) = path.rsplit_once("file_")?;
        let digits = number.split('.').next()?;
        digits.parse().ok().map(Self)
    }
}

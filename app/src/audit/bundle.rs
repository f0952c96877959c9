//! A bundle: some streams of the log in a file that proves itself without a database.
//!
//! One JSON value a line: what it is, every place of the chain from the first event shown to the first signed head after the last one
//! (an event shown, or the digest of one that is not), and a signature over all lines before it.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Read as _, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use event_store::StoreError;
use event_store::verify::{self, BrokenLink, Link, Verified, Walk};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::signer::is_signed;
use super::{SignedHead, Signer, heads};
use crate::AppError;

/// The format of this file; another one is refused.
const FORMAT: &str = "notalone bundle v1";
/// Longest line of a bundle that is read: one event.
const MAX_LINE_BYTES: usize = 1 << 20;

/// What a bundle shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleScope {
    /// What the bundle is about, like `case/…`.
    pub subject: String,
    /// Type and id of the streams whose events are shown.
    pub streams: Vec<(String, String)>,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    #[serde(flatten)]
    scope: BundleScope,
    exported_at: DateTime<Utc>,
    /// The place before the first link.
    after: String,
}

/// The last line.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Footer {
    /// Where the links lead.
    reached: String,
    /// Hexadecimal SHA-256 of all lines before, line feeds included.
    sha256: String,
    public_key: String,
    /// Ed25519 over [`statement`], in hexadecimal.
    signature: String,
    /// A head that was published and lies within the bundle, if there was one.
    published: Option<SignedHead>,
}

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Bundle(Header),
    Link(Link),
    Signed(Footer),
}

/// What a good bundle proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BundleFound {
    /// What it is about.
    pub subject: String,
    /// When it was made.
    pub exported_at: DateTime<Utc>,
    /// How many events it shows.
    pub shown: u64,
    /// How many it only counts.
    pub hidden: u64,
    /// Where its chain leads, `POSITION:HASH`.
    pub reached: String,
    /// Who signed it; to be compared with the key that was published.
    pub public_key: String,
    /// The published head it contains.
    pub published: Option<String>,
}

/// Why a bundle proves nothing, or could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// None of the streams has an event.
    #[error("there are no such events")]
    Empty,
    /// Not a file of this format, or cut off.
    #[error("line {0} is not one of a bundle")]
    Unreadable(u64),
    /// A shown event is not at its place.
    #[error(transparent)]
    Link(#[from] BrokenLink),
    /// A stream is not shown from its beginning without gaps, or an event belongs to none that was promised.
    #[error("the events of stream {0} are not complete")]
    Incomplete(String),
    /// The chain leads elsewhere than the signature says.
    #[error("the events are not those that were signed: the chain leads to another hash")]
    OtherChain,
    /// The file was changed, or signed by nobody.
    #[error("the signature does not fit")]
    BadSignature,
    /// Signed with another key than the expected one.
    #[error("signed with another key: {0}")]
    OtherKey(String),
    /// The expected head is not in it.
    #[error("the published head is not part of this bundle's chain")]
    NotPublished,
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The log could not be read.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for BundleError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

fn statement(subject: &str, exported_at: DateTime<Utc>, reached: &str, sha256: &str) -> String {
    let at = exported_at.to_rfc3339_opts(SecondsFormat::Micros, true);
    format!("{FORMAT}\n{subject}\n{at}\n{reached}\n{sha256}")
}

/// Writes a bundle of these streams, a line at a time: `output` is to be fast or buffered.
pub async fn write_bundle(
    pool: &PgPool,
    signer: &Signer,
    scope: BundleScope,
    now: DateTime<Utc>,
    output: &mut (impl Write + Send),
) -> Result<(), BundleError> {
    let extent = verify::extent(pool, &scope.streams).await?;
    let (first, last) = extent.ok_or(BundleError::Empty)?;
    let published = heads::first_from(pool, last).await?;
    let place = published.as_ref().and_then(|head| head.head.parse().ok());
    let to = place.map_or(last, |place: Verified| place.position);
    let before = verify::place(pool, first - 1).await?;
    let before = before.ok_or(BundleError::Empty)?;
    let subject = scope.subject.clone();
    let shown: HashSet<(String, String)> = scope.streams.iter().cloned().collect();
    let mut lines = Lines {
        output,
        digest: Sha256::new(),
    };
    lines.write(&Line::Bundle(Header {
        format: FORMAT.to_owned(),
        scope,
        exported_at: now,
        after: before.to_string(),
    }))?;
    let mut walk = Walk::after(before);
    let mut chain = verify::links(pool.clone(), before.position, to, move |event| {
        shown.contains(&(event.aggregate_type.clone(), event.aggregate_id.clone()))
    });
    while let Some(link) = chain.try_next().await? {
        walk.step(&link)?;
        lines.write(&Line::Link(link))?;
    }
    let reached = walk.reached().to_string();
    let sha256 = hex::encode(lines.digest.clone().finalize());
    let signature = signer.sign(statement(&subject, now, &reached, &sha256).as_bytes());
    let footer = Footer {
        reached,
        sha256,
        public_key: signer.public_key(),
        signature,
        published,
    };
    lines.write(&Line::Signed(footer))?;
    lines.output.flush()?;
    Ok(())
}

struct Lines<'a, W> {
    output: &'a mut W,
    digest: Sha256,
}

impl<W: Write> Lines<'_, W> {
    fn write(&mut self, line: &Line) -> Result<(), BundleError> {
        let bytes = line_bytes(line)?;
        self.digest.update(&bytes);
        self.output.write_all(&bytes)?;
        Ok(())
    }
}

/// Checks a bundle, without a database. `expect` is a head published where the log's owner cannot change it; `public_key` the key
/// that is known from there.
pub fn check_bundle(
    mut input: impl BufRead,
    expect: Option<Verified>,
    public_key: Option<&str>,
) -> Result<BundleFound, BundleError> {
    let mut check = Check::begin(&mut input)?;
    check.expect = expect;
    let footer = check.follow(&mut input)?;
    check.end(&footer, public_key)
}

struct Check {
    header: Header,
    walk: Walk,
    expect: Option<Verified>,
    contains_expected: bool,
    digest: Sha256,
    line: u64,
    shown: u64,
    hidden: u64,
    /// The next sequence of each promised stream.
    sequences: HashMap<(String, String), i64>,
}

impl Check {
    fn begin(input: &mut impl BufRead) -> Result<Self, BundleError> {
        let mut digest = Sha256::new();
        let Some(Line::Bundle(header)) = read_line(input, 1, &mut digest)? else {
            return Err(BundleError::Unreadable(1));
        };
        let after = header.after.parse::<Verified>().ok();
        let after = after.filter(|_| header.format == FORMAT);
        let after = after.ok_or(BundleError::Unreadable(1))?;
        let streams = header.scope.streams.iter().cloned();
        Ok(Self {
            walk: Walk::after(after),
            sequences: streams.map(|stream| (stream, 1)).collect(),
            header,
            expect: None,
            contains_expected: false,
            digest,
            line: 1,
            shown: 0,
            hidden: 0,
        })
    }

    fn follow(&mut self, input: &mut impl BufRead) -> Result<Footer, BundleError> {
        loop {
            self.line += 1;
            let mut digest = self.digest.clone();
            match read_line(input, self.line, &mut digest)? {
                Some(Line::Link(link)) => self.take(&link)?,
                Some(Line::Signed(footer)) => {
                    let mut as_written = self.digest.clone();
                    as_written.update(line_bytes(&Line::Signed(footer.clone()))?);
                    let is_last = input.fill_buf()?.is_empty();
                    // The signature cannot cover its own line: nothing may be said there in two ways, and nothing after it.
                    if !is_last || as_written.finalize() != digest.finalize() {
                        return Err(BundleError::Unreadable(self.line));
                    }
                    return Ok(footer);
                }
                Some(Line::Bundle(_)) | None => return Err(BundleError::Unreadable(self.line)),
            }
            self.digest = digest;
        }
    }

    fn take(&mut self, link: &Link) -> Result<(), BundleError> {
        self.walk.step(link)?;
        let reached = self.walk.reached();
        self.contains_expected |= self.expect == Some(reached);
        match link {
            Link::Hidden(_) => self.hidden += 1,
            Link::Shown(event) => {
                self.shown += 1;
                let stream = (event.aggregate_type.clone(), event.aggregate_id.clone());
                let name = format!("{}/{}", stream.0, stream.1);
                match self.sequences.get_mut(&stream) {
                    Some(next) if *next == event.sequence => *next += 1,
                    _ => return Err(BundleError::Incomplete(name)),
                }
            }
        }
        Ok(())
    }

    fn end(self, footer: &Footer, public_key: Option<&str>) -> Result<BundleFound, BundleError> {
        let Header {
            scope, exported_at, ..
        } = &self.header;
        if self.walk.reached().to_string() != footer.reached {
            return Err(BundleError::OtherChain);
        }
        let sha256 = hex::encode(self.digest.finalize());
        let statement = statement(&scope.subject, *exported_at, &footer.reached, &sha256);
        if sha256 != footer.sha256
            || !is_signed(&footer.public_key, &footer.signature, statement.as_bytes())
        {
            return Err(BundleError::BadSignature);
        }
        if public_key.is_some_and(|key| !key.eq_ignore_ascii_case(&footer.public_key)) {
            return Err(BundleError::OtherKey(footer.public_key.clone()));
        }
        if self.expect.is_some() && !self.contains_expected {
            return Err(BundleError::NotPublished);
        }
        if let Some(head) = &footer.published {
            if !head.is_genuine() {
                return Err(BundleError::BadSignature);
            }
            if head.head != footer.reached {
                return Err(BundleError::NotPublished);
            }
        }
        Ok(BundleFound {
            subject: scope.subject.clone(),
            exported_at: *exported_at,
            shown: self.shown,
            hidden: self.hidden,
            reached: footer.reached.clone(),
            public_key: footer.public_key.clone(),
            published: footer.published.as_ref().map(|head| head.head.clone()),
        })
    }
}

/// A line as it is written.
fn line_bytes(line: &Line) -> Result<Vec<u8>, BundleError> {
    let mut bytes = serde_json::to_vec(line).map_err(AppError::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The next line, `None` at the end of the file.
fn read_line(
    input: &mut impl BufRead,
    number: u64,
    digest: &mut Sha256,
) -> Result<Option<Line>, BundleError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
    let mut line = input.by_ref().take(limit);
    line.read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    digest.update(&bytes);
    let parsed = serde_json::from_slice(&bytes);
    parsed
        .map(Some)
        .map_err(|_| BundleError::Unreadable(number))
}

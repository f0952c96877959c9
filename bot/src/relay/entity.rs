//! Formatting a peer may see. Offsets and lengths are UTF-16 code units, as everywhere in the Bot API.

use serde_json::{Value, json};

/// A run of a text with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// What is known of it.
    pub style: T,
    /// Where it begins, in UTF-16 units.
    pub offset: usize,
    /// How long it is, in UTF-16 units.
    pub length: usize,
}

/// One formatted run of a message.
pub type Entity = Span<Style>;

impl<T> Span<T> {
    /// Where it ends, in UTF-16 units.
    pub const fn end(&self) -> usize {
        self.offset + self.length
    }
}

/// The formatting that is carried over (product.md, "Talking"); everything else is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// A style without a parameter, by Telegram's name.
    Plain(&'static str),
    /// A code block with its language, one of [`LANGUAGES`]: it is shown above the block, so anything could stand there.
    Pre(Option<&'static str>),
    /// A link under other words.
    TextLink(String),
}

/// Telegram's names of the styles without a parameter.
const PLAIN: [&str; 8] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "blockquote",
    "expandable_blockquote",
];

/// Languages of code blocks.
const LANGUAGES: [&str; 40] = [
    "ada",
    "assembly",
    "awk",
    "bash",
    "basic",
    "c",
    "clojure",
    "cpp",
    "csharp",
    "css",
    "dart",
    "diff",
    "elixir",
    "erlang",
    "fortran",
    "go",
    "haskell",
    "html",
    "java",
    "javascript",
    "json",
    "kotlin",
    "latex",
    "lisp",
    "lua",
    "markdown",
    "perl",
    "php",
    "python",
    "r",
    "ruby",
    "rust",
    "scala",
    "shell",
    "sql",
    "swift",
    "toml",
    "typescript",
    "xml",
    "yaml",
];

impl Entity {
    /// Reads Telegram's entity at its place after edits; `None` for kinds that are not carried over.
    pub fn from_telegram(span: &Span<&Value>) -> Option<Self> {
        let Span {
            style: entity,
            offset,
            length,
        } = *span;
        let kind = entity.get("type")?.as_str()?;
        let style = match kind {
            "pre" => Style::Pre(
                entity
                    .get("language")
                    .and_then(Value::as_str)
                    .and_then(known_language),
            ),
            "text_link" => Style::TextLink(entity.get("url")?.as_str()?.to_owned()),
            _ => Style::Plain(PLAIN.into_iter().find(|plain| *plain == kind)?),
        };
        Some(Self {
            style,
            offset,
            length,
        })
    }

    /// As Telegram takes it.
    pub fn to_telegram(&self) -> Value {
        let Self {
            style,
            offset,
            length,
        } = self;
        match style {
            Style::Plain(kind) => json!({"type": kind, "offset": offset, "length": length}),
            Style::Pre(None) => json!({"type": "pre", "offset": offset, "length": length}),
            Style::Pre(Some(language)) => {
                json!({"type": "pre", "offset": offset, "length": length, "language": language})
            }
            Style::TextLink(url) => {
                json!({"type": "text_link", "offset": offset, "length": length, "url": url})
            }
        }
    }
}

fn known_language(language: &str) -> Option<&'static str> {
    LANGUAGES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(language))
}

/// Offset and length of any of Telegram's entities.
pub fn range(entity: &Value) -> Option<(usize, usize)> {
    let number = |name| usize::try_from(entity.get(name)?.as_u64()?).ok();
    let (offset, length) = (number("offset")?, number("length")?);
    offset.checked_add(length)?;
    Some((offset, length))
}

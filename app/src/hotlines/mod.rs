//! Whom members can call when it is very hard: a file that operators edit without a release (product.md, "Safety").
//!
//! The binary carries the file of the repository. What `NOTALONE_HOTLINES` names takes its place and is read anew whenever it
//! changes; one that cannot be read is not used, so that members never find nothing.

mod book;
mod file;
mod reminder;
mod watch;

pub use book::{Audience, Book, Country, CountryCode, InLanguages, Line, Place, STALE_AFTER_DAYS};
pub use file::{HotlinesError, read};
pub use reminder::Reminder;
pub use watch::Hotlines;

#[cfg(test)]
mod tests;

//! What leads to a person: usernames, links, telephone numbers, mail addresses, names in other networks; also spelled with spaces,
//! words, look-alike letters or nothing but intent. One detector for profiles, which are refused, and for talks, where it is taken out.
//!
//! This stops accidents and the obvious detours, not somebody who is set on giving a contact away.

mod handle;
mod links;
mod mail;
mod messenger_handle;
mod messenger_link;
mod number_words;
mod phone;
mod spoken;
mod telegram_link;
mod username;
pub(super) mod view;

use std::borrow::Cow;
use std::ops::Range;

use regex::Regex;

use self::view::View;
use super::TextFault;

/// What something that was found leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contact {
    /// A mail address.
    Mail,
    /// A link to somebody in Telegram or an invitation.
    TelegramLink,
    /// `@name`.
    Username,
    /// A name or a link in another network.
    Messenger,
    /// A telephone number.
    Phone,
}

impl Contact {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Mail,
        Self::TelegramLink,
        Self::Username,
        Self::Messenger,
        Self::Phone,
    ];

    /// The stable name for text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::TelegramLink => "telegram-link",
            Self::Messenger => "messenger",
            Self::Username => "username",
            Self::Phone => "phone",
        }
    }
}

/// Where a text leads to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// By what.
    pub contact: Contact,
    /// Which bytes of the text.
    pub range: Range<usize>,
}

/// Taking something out brings together what stood around it, which is looked at again; no honest text needs many rounds.
const MAX_ROUNDS: usize = 8;

/// Everything in a text that leads to a person, in order and without overlaps. `placeholder` stands where something was taken out
/// before and is never read as part of anything; it may be empty.
pub fn find(text: &str, placeholder: &str) -> Vec<Found> {
    let mut taken: Vec<Range<usize>> = Vec::new();
    if !placeholder.is_empty() {
        let places = text.match_indices(placeholder);
        taken.extend(places.map(|(start, _)| start..start + placeholder.len()));
    }
    let mut all: Vec<Found> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let found = find_once(&View::of(text, &taken));
        if found.is_empty() {
            break;
        }
        taken.extend(found.iter().map(|found| found.range.clone()));
        taken.sort_by_key(|range| range.start);
        all.extend(found);
    }
    all.sort_by_key(|found| found.range.start);
    all
}

/// Which person's address a link leads to, also inside its parameters and percent-encoded.
pub fn link_to_person(url: &str) -> Option<Contact> {
    // Numbers of articles and accounts look like anything; only a link that calls is a telephone number.
    let leads = |found: &Found| found.contact != Contact::Phone || is_call(url);
    [Cow::Borrowed(url), percent_decoded(url)]
        .iter()
        .flat_map(|form| find(form, ""))
        .find(leads)
        .map(|found| found.contact)
}

fn is_call(url: &str) -> bool {
    ["tel:", "sms:", "callto:"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Whether a telephone number is one that anybody may pass on: a helpline, or free to call.
pub fn is_helpline(number: &str) -> bool {
    phone::is_public(&View::of(number, &[]))
}

/// Checks a whole text of a profile, where nothing that could lead anywhere is taken.
pub(super) fn check(text: &str) -> Result<(), TextFault> {
    let found = find(text, "");
    let has = |contact| found.iter().any(|found| found.contact == contact);
    let view = View::of(text, &[]);
    let forms = forms(&view);
    if has(Contact::Mail) {
        Err(TextFault::Mail)
    } else if has(Contact::Username) || forms.iter().any(|form| form.text().contains('@')) {
        Err(TextFault::AtSign)
    } else if has(Contact::TelegramLink)
        || has(Contact::Messenger)
        || forms.iter().any(|form| links::is_inside(form.text()))
    {
        Err(TextFault::Link)
    } else if has(Contact::Phone) || phone::may_be_inside(&view) {
        Err(TextFault::Phone)
    } else {
        Ok(())
    }
}

/// The view as it is, with spaced letters put together, and with spoken signs as signs.
fn forms(view: &View) -> Vec<View> {
    let others = [view.joined(), spoken::signs(view)];
    std::iter::once(view.clone())
        .chain(others.into_iter().flatten())
        .collect()
}

fn find_once(view: &View) -> Vec<Found> {
    let mut findings = Findings::default();
    for form in forms(view) {
        let latin = form.latin();
        findings.add(Contact::TelegramLink, &latin, &telegram_link::find(&latin));
        findings.add(Contact::Messenger, &latin, &messenger_link::find(&latin));
        findings.add(Contact::Mail, &form, &mail::find(&form));
        let words = form.masked(&links::find(&form));
        findings.add(Contact::Username, &words, &username::find(&words));
    }
    let words = view.masked(&links::find(view));
    findings.add(Contact::Username, &words, &username::find_spoken(&words));
    findings.add(Contact::Messenger, &words, &messenger_handle::find(&words));
    findings.add(Contact::Phone, &words, &phone::find(&words));
    findings.merged()
}

/// What the rules found, in bytes of the original.
#[derive(Default)]
struct Findings(Vec<Found>);

impl Findings {
    fn add(&mut self, contact: Contact, view: &View, ranges: &[Range<usize>]) {
        let found = ranges
            .iter()
            .filter_map(|range| view.origin(range))
            .map(|range| Found { contact, range });
        self.0.extend(found);
    }

    /// Overlapping findings are one, by the more telling rule.
    fn merged(mut self) -> Vec<Found> {
        self.0
            .sort_by_key(|found| (found.range.start, found.contact));
        let mut merged: Vec<Found> = Vec::with_capacity(self.0.len());
        for found in self.0 {
            match merged.last_mut() {
                Some(last) if found.range.start < last.range.end => {
                    last.range.end = last.range.end.max(found.range.end);
                    last.contact = last.contact.min(found.contact);
                }
                _ => merged.push(found),
            }
        }
        merged
    }
}

/// A pattern of ours; a test compiles all of them.
fn pattern(source: &str) -> Regex {
    // An empty expression would hide everything rather than nothing.
    Regex::new(source).unwrap_or_else(|_| everything())
}

fn everything() -> Regex {
    #[allow(clippy::expect_used, reason = "the empty expression is valid")]
    Regex::new("").expect("the empty expression compiles")
}

/// A link without the punctuation of the sentence it stands in.
fn without_tail(text: &str, range: Range<usize>) -> Range<usize> {
    let link = &text[range.clone()];
    let kept = link.trim_end_matches(|character: char| {
        character.is_whitespace()
            || matches!(
                character,
                '.' | ',' | ':' | '!' | '?' | ')' | ']' | '\'' | '*' | '~' | '|'
            )
    });
    range.start..range.start + kept.len()
}

/// A host in the spelling of [`View::latin`].
fn latin(host: &str) -> String {
    View::of(host, &[]).latin().text().to_owned()
}

/// `%2F` as `/`; what is no UTF-8 stays as it was.
fn percent_decoded(url: &str) -> Cow<'_, str> {
    if !url.contains('%') {
        return Cow::Borrowed(url);
    }
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let byte = code
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(url), Cow::Owned)
}

#[cfg(test)]
mod tests;

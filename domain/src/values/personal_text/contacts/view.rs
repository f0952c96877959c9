//! A text as the rules read it: one spelling for everything that looks alike, with the way back to the original's bytes.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::super::characters::is_blank;

/// Stands where something was taken out already; no rule reads across it.
pub(super) const BARRIER: char = '\u{1}';

/// Letters of other alphabets that look like a Latin one, pair by pair.
const LOOK_ALIKES: &str = "аaвbеeёeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhαaβbεeιiκkνvοoρpτtυuχx";

/// A text in another spelling. Every byte knows which bytes of the original it was made of.
#[derive(Clone, Debug, Default)]
pub(in crate::values::personal_text) struct View {
    text: String,
    origins: Vec<Range<usize>>,
}

/// A word of a view, by its bytes.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl View {
    /// Compatibility forms (full-width, mathematical, circled) as plain ones, lower case, no marks, nothing that is not drawn, any
    /// digit as an ASCII one, one kind of dot, dash, space and apostrophe. What was `taken` out, in order, becomes [`BARRIER`].
    pub(in crate::values::personal_text) fn of(text: &str, taken: &[Range<usize>]) -> Self {
        let mut view = Self::default();
        let mut taken = taken.iter().peekable();
        let mut at = 0;
        while let Some(base) = text[at..].chars().next() {
            if let Some(part) = taken.next_if(|part| part.start <= at) {
                view.push(BARRIER, &(at..part.end.max(at)));
                at = part.end.max(at);
                continue;
            }
            let marks: usize = text[at + base.len_utf8()..]
                .chars()
                .take_while(|character| is_mark(*character))
                .map(char::len_utf8)
                .sum();
            let origin = at..at + base.len_utf8() + marks;
            for character in folded(&text[origin.clone()]) {
                view.push(character, &origin);
            }
            at = origin.end;
        }
        view
    }

    pub(in crate::values::personal_text) fn text(&self) -> &str {
        &self.text
    }

    /// The original's bytes behind some of this view's.
    pub(super) fn origin(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let last = range.end.checked_sub(1)?;
        Some(self.origins.get(range.start)?.start..self.origins.get(last)?.end)
    }

    /// Letters that only look Latin as the Latin ones.
    pub(super) fn latin(&self) -> Self {
        let mut view = Self::default();
        for (at, character) in self.text.char_indices() {
            view.push(latin(character), &self.origins[at]);
        }
        view
    }

    /// «v k . c o m» as «vk.com»: runs of three or more single characters are put together. `None` when there is none.
    pub(super) fn joined(&self) -> Option<Self> {
        let mut gaps = Vec::new();
        let mut run: Vec<Range<usize>> = Vec::new();
        let mut previous: Option<Range<usize>> = None;
        for piece in self.pieces() {
            let letters = self.text[piece.clone()].trim_start_matches('@');
            let is_single = letters.chars().nth(1).is_none();
            match &previous {
                Some(previous) if is_single => run.push(previous.end..piece.start),
                _ => flush(&mut run, &mut gaps),
            }
            previous = is_single.then_some(piece);
        }
        flush(&mut run, &mut gaps);
        let cuts: Vec<_> = gaps.into_iter().map(|gap| (gap, "")).collect();
        (!cuts.is_empty()).then(|| self.rewritten(&cuts))
    }

    /// The same with parts written differently; parts are in order and do not overlap.
    pub(super) fn rewritten(&self, parts: &[(Range<usize>, &str)]) -> Self {
        let mut view = Self::default();
        let mut done = 0;
        for (range, replacement) in parts {
            view.copy(self, done..range.start);
            if let Some(origin) = self.origin(range) {
                for character in replacement.chars() {
                    view.push(character, &origin);
                }
            }
            done = range.end;
        }
        view.copy(self, done..self.text.len());
        view
    }

    /// The same with parts that no rule may read.
    pub(super) fn masked(&self, parts: &[Range<usize>]) -> Self {
        let barrier = BARRIER.to_string();
        let parts: Vec<_> = parts
            .iter()
            .map(|part| (part.clone(), barrier.as_str()))
            .collect();
        self.rewritten(&parts)
    }

    /// Runs of letters, digits, `_` and apostrophes.
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        for (start, character) in self.text.char_indices() {
            if !(is_word(character) || character == '\'') {
                continue;
            }
            let end = start + character.len_utf8();
            match words.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => words.push(Word { start, end }),
            }
        }
        words
    }

    /// A word's letters.
    pub(super) fn word(&self, word: &Word) -> &str {
        &self.text[word.start..word.end]
    }

    /// What stands between spaces; every space of a view is one byte long.
    fn pieces(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        let pieces = self.text.split([' ', '\n']).map(move |piece| {
            let range = start..start + piece.len();
            start = range.end + 1;
            range
        });
        pieces.filter(|piece| !piece.is_empty())
    }

    fn copy(&mut self, from: &Self, range: Range<usize>) {
        self.text.push_str(&from.text[range.clone()]);
        self.origins.extend_from_slice(&from.origins[range]);
    }

    fn push(&mut self, character: char, origin: &Range<usize>) {
        self.text.push(character);
        self.origins.resize(self.text.len(), origin.clone());
    }
}

/// A letter, a digit or `_`.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// A run of two gaps joins three single characters; a shorter one is two short words.
fn flush(run: &mut Vec<Range<usize>>, gaps: &mut Vec<Range<usize>>) {
    if run.len() >= 2 {
        gaps.append(run);
    }
    run.clear();
}

fn is_mark(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Mark
}

fn folded(cluster: &str) -> impl Iterator<Item = char> {
    cluster
        .nfkc()
        .filter(|character| !is_mark(*character) && !is_undrawn(*character))
        .flat_map(char::to_lowercase)
        // Capitals with a dot and the like fall apart once more.
        .filter(|character| !is_mark(*character))
        .map(plain)
}

fn is_undrawn(character: char) -> bool {
    is_blank(character)
        || match character.general_category() {
            GeneralCategory::Format => true,
            GeneralCategory::Control => !character.is_whitespace(),
            _ => false,
        }
}

fn plain(character: char) -> char {
    match character {
        '。' | '•' | '·' | '․' | '∙' | '‧' | '・' | '●' => '.',
        '‐'..='―' | '−' => '-',
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        other if other.is_whitespace() => ' ',
        other if other.is_ascii_digit() => other,
        other if is_digit(other) => ascii_digit(other),
        other => other,
    }
}

fn is_digit(character: char) -> bool {
    character.general_category() == GeneralCategory::DecimalNumber
}

/// Digits of a script follow each other from zero to nine, beginning at a multiple of sixteen or six after it.
fn ascii_digit(digit: char) -> char {
    let code = u32::from(digit);
    let row = code & !0xF;
    let zero = if char::from_u32(row).is_some_and(is_digit) {
        row
    } else {
        row + 6
    };
    char::from_digit(code.wrapping_sub(zero) % 10, 10).unwrap_or('0')
}

fn latin(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    let mut pairs = LOOK_ALIKES.chars();
    while let (Some(alike), Some(letter)) = (pairs.next(), pairs.next()) {
        if alike == character {
            return letter;
        }
    }
    character
}

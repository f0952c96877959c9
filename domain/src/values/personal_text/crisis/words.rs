//! A text as words in one spelling, with the pauses between them.

use super::super::contacts::view::View;

/// A longer text is read up to here; Telegram's longest message has fewer words.
const MAX_WORDS: usize = 2_048;
/// Letters apart are put together from this many on; two are two short words.
const MIN_LETTERS_APART: usize = 3;
/// «умерееееть»: nobody's word has the same letter so often in a row.
const MAX_REPEATED: usize = 2;

/// Letters that stand for a Cyrillic one inside a Cyrillic word, pair by pair; a digit there may stand for any letter.
const AS_CYRILLIC: &str = "aаbвeеkкmмhнoоpрcсtтyуxхiіёе0*1*2*3*4*5*6*7*8*9*";
/// Digits that stand for a Latin letter inside a Latin word.
const AS_LATIN: &str = "0o1i3e4a5s7t";

/// Stands for one letter that its writer has hidden.
pub(super) const ANY_LETTER: char = '*';

/// A word or what stands between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// In lower case, without apostrophes.
    Word(String),
    /// A comma, a dash, a new line.
    Pause,
    /// The end of a sentence.
    Stop,
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let view = View::of(text, &[]);
    let mut tokens = Vec::new();
    for piece in with_letters_together(pieces(view.text())) {
        tokens.push(Token::Word(spelled(&piece.word)));
        tokens.extend(between(&piece.gap));
    }
    tokens
}

/// A word and what follows it before the next.
struct Piece {
    word: String,
    gap: String,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_in_word = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let goes_on = is_in_word && characters.peek().is_some_and(|next| next.is_alphanumeric());
        match character {
            letter if letter.is_alphanumeric() => {
                if !is_in_word {
                    if pieces.len() == MAX_WORDS {
                        break;
                    }
                    pieces.push(Piece {
                        word: String::new(),
                        gap: String::new(),
                    });
                }
                is_in_word = true;
                push(&mut pieces, |piece| piece.word.push(letter));
            }
            '\'' if goes_on => {}
            '*' | '#' | '@' | '$' if goes_on => {
                push(&mut pieces, |piece| piece.word.push(ANY_LETTER));
            }
            other => {
                is_in_word = false;
                push(&mut pieces, |piece| piece.gap.push(other));
            }
        }
    }
    pieces
}

fn push(pieces: &mut [Piece], change: impl FnOnce(&mut Piece)) {
    if let Some(last) = pieces.last_mut() {
        change(last);
    }
}

/// «у м е р е т ь» and «с-у-и-ц-и-д» as one word.
fn with_letters_together(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut together: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut run: Vec<Piece> = Vec::new();
    for piece in pieces {
        let is_letter = piece.word.chars().nth(1).is_none();
        let goes_on = is_letter && piece.gap.chars().nth(1).is_none();
        if is_letter {
            keep_one_kind(&mut run, &mut together);
            run.push(piece);
        } else {
            flush(&mut run, &mut together);
            together.push(piece);
        }
        if !goes_on {
            flush(&mut run, &mut together);
        }
    }
    flush(&mut run, &mut together);
    together
}

/// «о с-у-и-ц-и-д-е»: letters that are apart in another way than those before belong to another word.
fn keep_one_kind(run: &mut Vec<Piece>, together: &mut Vec<Piece>) {
    if let [.., before, last] = run.as_slice()
        && before.gap != last.gap
        && let Some(last) = run.pop()
    {
        flush(run, together);
        run.push(last);
    }
}

fn flush(run: &mut Vec<Piece>, together: &mut Vec<Piece>) {
    if run.len() < MIN_LETTERS_APART {
        together.append(run);
        return;
    }
    let gap = run.pop().map(|last| (last.word, last.gap));
    if let Some((last, gap)) = gap {
        let word: String = run.drain(..).map(|piece| piece.word).collect();
        together.push(Piece {
            word: word + &last,
            gap,
        });
    }
}

fn between(gap: &str) -> Option<Token> {
    let is_wide = gap.chars().nth(1).is_some();
    if gap.contains(['.', '!', '?', ';', '(', ')', '…']) {
        Some(Token::Stop)
    } else if gap.contains([',', ':', '\n']) || (is_wide && gap.contains('-')) {
        Some(Token::Pause)
    } else {
        None
    }
}

fn spelled(word: &str) -> String {
    let is_cyrillic = word
        .chars()
        .any(|letter| ('\u{400}'..='\u{52f}').contains(&letter));
    let has_letters = word.chars().any(char::is_alphabetic);
    let pairs = match (is_cyrillic, has_letters) {
        (true, _) => AS_CYRILLIC,
        (false, true) => AS_LATIN,
        (false, false) => return word.to_owned(),
    };
    let mut spelled = String::with_capacity(word.len());
    let (mut previous, mut repeated) = (None, 0);
    for letter in word.chars().map(|letter| replaced(letter, pairs)) {
        repeated = if previous == Some(letter) {
            repeated + 1
        } else {
            1
        };
        previous = Some(letter);
        if repeated <= MAX_REPEATED {
            spelled.push(letter);
        } else if repeated == MAX_REPEATED + 1 {
            spelled.pop();
        }
    }
    spelled
}

fn replaced(letter: char, pairs: &str) -> char {
    let mut pairs = pairs.chars();
    while let (Some(alike), Some(own)) = (pairs.next(), pairs.next()) {
        if alike == letter {
            return own;
        }
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let tokens = tokens(text);
        let shown = tokens.iter().map(|token| match token {
            Token::Word(word) => word.as_str(),
            Token::Pause => ",",
            Token::Stop => ".",
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_looks_alike_is_spelled_alike() {
        for (text, expected) in [
            ("Хочу УМЕРЕТЬ!", "хочу умереть ."),
            ("xoчу ум3рeть", "хочу ум*реть"),
            ("хочу у м е р е т ь", "хочу умереть"),
            ("о с-у-и-ц-и-д-е, да", "о суициде , да"),
            ("суи*ид", "суи*ид"),
            ("умерееееть", "умереть"),
            ("ещё раз", "еще раз"),
            ("don’t k1ll", "dont kill"),
            ("пам'ять", "память"),
            ("я и ты", "я и ты"),
            ("умере\u{200b}ть", "умереть"),
            ("2026", "2026"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}

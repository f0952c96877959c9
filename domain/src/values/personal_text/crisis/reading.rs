//! Finds the lines of the lexicon in a text, and decides which of them count.

use std::ops::Range;
use std::sync::LazyLock;

use super::Crisis;
use super::lexicon::{Element, Lexicon, Meaning, Pattern, Stem};
use super::words::{Token, tokens};

/// The most words that `~` stands for.
const MAX_GAP: usize = 3;
/// The most words without weight between two of a line.
const MAX_FILLERS: usize = 3;
/// How far before the words somebody else may be named.
const OTHERS_WITHIN: usize = 4;
/// «не собираюсь больше думать о …»: so many verbs may stand between.
const MAX_LINKS: usize = 2;

/// Words without weight: between two words of a line they change nothing.
const FILLERS: &str = "я мне уже больше просто очень правда реально совсем прям прямо даже бы б же ли ж сейчас теперь иногда тут вообще снова \
    опять сегодня честно наверное наверно то мені вже більше дуже справді зовсім навіть би зараз тепер іноді знову сьогодні мабуть взагалі \
    i just really so even anymore now sometimes again literally honestly kinda fucking maybe still today tonight to the a very ever блять бля \
    сука нахуй";
/// What takes the words after it back.
const NEGATIONS: &str = "не ни нет нету без ні нема немає not dont doesnt didnt never no wont wouldnt isnt arent cant couldnt without nor havent hadnt";
/// What may stand between the two.
const LINKS: &str = "стал* стан* собира* дума* план* хо* буд* было был были пыта* реш* намерен* никак* мысл* стоит надо нужно \
    став* збира* намага* було жодн* want* wanna going gonna go thinking planning think thought about be have having had any feel* of would will trying";
/// After these a new thought begins, comma or not.
const CONJUNCTIONS: &str = "и а но потому поэтому когда если хотя зато і й та але бо тому коли якщо and but because when if though";
/// Who speaks of themselves.
const SELF: &str = "я мне меня мені мене мной i im ive id me";
/// Who else may be spoken of.
const OTHERS: &str = "он она они его ее ему ей брат* сестр* друг* подруг* подружк* муж мужа мужу жена жены жене жену мам* пап* отец отц* мать матер* \
    сын* доч* дед* бабушк* дяд* тет* сосед* коллег* знаком* однокласс* одногрупп* парень парня девушк* ребен* кто люди людей человек* \
    геро* персонаж* актер* певец певиц* певц* племянни* клиент* пациент* ученик* кот кошк* \
    він вона вони його її йому їй чоловік* дружин* тат* батьк* матір* доньк* сусід* хтось хлопец* дівчин* людин* \
    he she they his her him brother* sister* friend* husband wife mom mum mother dad father son daughter uncle aunt cousin* neighbo* people \
    someone somebody who guy girl* boyfriend girlfriend character* actor singer roommate* classmate* coworker*";

static WORDS: LazyLock<Lists> = LazyLock::new(|| Lists {
    fillers: list(FILLERS),
    negations: list(NEGATIONS),
    links: list(LINKS),
    conjunctions: list(CONJUNCTIONS),
    own: list(SELF),
    others: list(OTHERS),
});

struct Lists {
    fillers: Vec<Stem>,
    negations: Vec<Stem>,
    links: Vec<Stem>,
    conjunctions: Vec<Stem>,
    own: Vec<Stem>,
    others: Vec<Stem>,
}

fn list(words: &str) -> Vec<Stem> {
    words.split_whitespace().map(Stem::of).collect()
}

fn is_in(list: &[Stem], word: &str) -> bool {
    list.iter().any(|stem| stem.matches(word))
}

/// A text as it is read.
pub(super) struct Reading {
    tokens: Vec<Token>,
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        Self {
            tokens: tokens(text),
        }
    }

    /// The gravest thing that is said.
    pub(super) fn gravest(&self, lexicon: &Lexicon) -> Option<Crisis> {
        let mut said: Vec<(Crisis, Range<usize>)> = Vec::new();
        let mut harmless: Vec<Range<usize>> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Token::Word(word) = token else { continue };
            for pattern in lexicon.beginning_with(word) {
                let Some(end) = self.matches(pattern, at) else {
                    continue;
                };
                match pattern.meaning {
                    Meaning::Harmless => harmless.push(at..end),
                    Meaning::Crisis(crisis) if self.counts(pattern, at) => {
                        said.push((crisis, at..end));
                    }
                    Meaning::Crisis(_) => {}
                }
            }
        }
        let is_free = |range: &Range<usize>| {
            harmless
                .iter()
                .all(|other| other.end <= range.start || range.end <= other.start)
        };
        let counted = said.into_iter().filter(|(_, range)| is_free(range));
        counted.map(|(crisis, _)| crisis).min()
    }

    /// Where a line that begins at a word ends.
    fn matches(&self, pattern: &Pattern, at: usize) -> Option<usize> {
        let (first, rest) = pattern.elements.split_first()?;
        let Element::Word { stems, .. } = first else {
            return None;
        };
        let word = self.word(at)?;
        is_in(stems, word)
            .then(|| self.follow(rest, at + 1))
            .flatten()
    }

    fn follow(&self, elements: &[Element], at: usize) -> Option<usize> {
        let Some((next, rest)) = elements.split_first() else {
            return Some(at);
        };
        match next {
            Element::Gap => self.across_gap(rest, at),
            Element::Word { stems, or_end } => {
                let by_word = self.by_word(stems, rest, at);
                by_word.or_else(|| {
                    let is_over = *or_end && self.is_end(at);
                    is_over.then(|| self.follow(rest, at)).flatten()
                })
            }
        }
    }

    fn by_word(&self, stems: &[Stem], rest: &[Element], mut at: usize) -> Option<usize> {
        let mut fillers = 0;
        loop {
            match self.tokens.get(at)? {
                Token::Stop => return None,
                Token::Pause => {}
                Token::Word(word) => {
                    if is_in(stems, word)
                        && let Some(end) = self.follow(rest, at + 1)
                    {
                        return Some(end);
                    }
                    fillers += 1;
                    if fillers > MAX_FILLERS || !is_in(&WORDS.fillers, word) {
                        return None;
                    }
                }
            }
            at += 1;
        }
    }

    /// A gap holds neither the end of a sentence nor a «не», which would turn its meaning.
    fn across_gap(&self, rest: &[Element], mut at: usize) -> Option<usize> {
        let mut skipped = 0;
        loop {
            if let Some(end) = self.follow(rest, at) {
                return Some(end);
            }
            match self.tokens.get(at)? {
                Token::Stop => return None,
                Token::Pause => {}
                Token::Word(word) => {
                    skipped += 1;
                    if skipped > MAX_GAP || is_in(&WORDS.negations, word) {
                        return None;
                    }
                }
            }
            at += 1;
        }
    }

    /// Whether a thought is over here, but for words without weight.
    fn is_end(&self, at: usize) -> bool {
        let mut rest = self.tokens.get(at..).unwrap_or_default().iter();
        loop {
            match rest.next() {
                None | Some(Token::Stop | Token::Pause) => return true,
                Some(Token::Word(word)) if is_in(&WORDS.conjunctions, word) => return true,
                Some(Token::Word(word)) if is_in(&WORDS.fillers, word) => {}
                Some(Token::Word(_)) => return false,
            }
        }
    }

    /// Whether what is said there is meant, and of oneself.
    fn counts(&self, pattern: &Pattern, at: usize) -> bool {
        let begins_negated = self
            .word(at)
            .is_some_and(|word| is_in(&WORDS.negations, word));
        let is_taken_back = !begins_negated && self.is_taken_back(at);
        let is_of_others = pattern.of_others && self.is_of_others(at);
        !is_taken_back && !is_of_others
    }

    fn is_taken_back(&self, at: usize) -> bool {
        let mut links = 0;
        for word in self.words_before(at) {
            if is_in(&WORDS.negations, word) {
                return true;
            }
            if is_in(&WORDS.fillers, word) {
                continue;
            }
            links += 1;
            if links > MAX_LINKS || !is_in(&WORDS.links, word) {
                return false;
            }
        }
        false
    }

    fn is_of_others(&self, at: usize) -> bool {
        for word in self.words_before(at).take(OTHERS_WITHIN) {
            if is_in(&WORDS.own, word) {
                return false;
            }
            if is_in(&WORDS.others, word) {
                return true;
            }
        }
        false
    }

    /// The words before one, the nearest first, up to a pause.
    fn words_before(&self, at: usize) -> impl Iterator<Item = &str> {
        let before = self.tokens.get(..at).unwrap_or_default();
        before.iter().rev().map_while(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            Token::Pause | Token::Stop => None,
        })
    }

    fn word(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at)? {
            Token::Word(word) => Some(word),
            Token::Pause | Token::Stop => None,
        }
    }
}

//! «мой вк id12345», «инста: name»: names in other networks and in Telegram that are said without a sign or a link.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::handle::{self, Handle};
use super::pattern;
use super::view::{BARRIER, View, Word};

/// Networks by their whole word.
const SERVICES: &str = "тг тгшка тгк tg вк vk фб fb стим стиме стима steam телега телеге телегу телегой аська аське аську icq viber \
                        вайбер вайбере вайбера";
/// Networks by the beginning of a word, whatever the case.
const SERVICE_STEMS: &str = "телеграм telegram инстаграм інстаграм инст інст instagram insta вконтакт дискорд discord вотсап ватсап вацап \
                             уотсап воцап whatsapp скайп skype фейсбук facebook тикток tiktok твиттер twitter снапчат снэпчат snapchat \
                             одноклассник линкедин linkedin";
/// Networks and words after which a bare number is a name.
const NUMBERED: &str = "вк vk icq аська аське аську id айди";
/// What case endings add to a stem at most.
const MAX_ENDING: usize = 3;

/// Words between a network and a name.
const FILLERS: &str = "is это це я там тут зовут имя ім'я name как як в у на есть є теперь вот ось под ником по нику найти знайти можно \
                       можна искать пиши пишите добавь добавьте find add me as i'm im нет собака";
/// Fillers after which a name is meant.
const TELLING: &str = "мой моя моё мое мій моє my меня мене мне id айди";

/// What follows a network's name without being anybody's.
const OF_THE_NETWORK: &str = "premium web desktop bot online lite plus pro ads wallet stars business reels stories direct music video \
                              videos app ios android server nitro channel group shop trends deck messenger support team beta \
                              api games info news and the for with was not but can its app's";

/// Fewest characters of a name that nothing but its place gives away.
const MIN_PLAIN: usize = 4;
const MIN_NUMBER: usize = 5;
/// Most words between a network and a name.
const MAX_BETWEEN: usize = 4;
/// Words before a network that are looked at.
const CONTEXT_WORDS: usize = 3;

/// `name#1234` of Discord, `id123456` of VK, `live:name` of Skype.
static BY_ITSELF: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[a-z][\w.]{1,31}#\d{4}\b|\bid\d{6,}\b|\blive:[\w.]{3,}"));

/// Every name.
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    let words = view.words();
    let by_itself = BY_ITSELF.find_iter(view.text()).map(|found| found.range());
    let announced = (0..words.len()).filter_map(|index| {
        let word = view.word(&words[index]);
        if is_service(word) {
            Announcement::of_service(view, &words, index).name()
        } else if handle::is_name_word(word) {
            Announcement::of_name_word(view, &words, index).name()
        } else {
            None
        }
    });
    by_itself.chain(announced).collect()
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn is_service(word: &str) -> bool {
    is_one_of(SERVICES, word)
        || SERVICE_STEMS.split_whitespace().any(|stem| {
            word.strip_prefix(stem).is_some_and(|ending| {
                ending.chars().count() <= MAX_ENDING && ending.chars().all(char::is_alphabetic)
            })
        })
}

/// How sure it is that the next name is somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    /// Only a name that is no ordinary word.
    Evident,
    /// A foreign word that stands right after.
    Next,
    /// Any foreign word.
    Announced,
}

/// A word that announces a name, and what was read after it.
struct Announcement<'a> {
    view: &'a View,
    words: &'a [Word],
    index: usize,
    certainty: Certainty,
}

impl<'a> Announcement<'a> {
    fn of_service(view: &'a View, words: &'a [Word], index: usize) -> Self {
        let is_russian = !view.word(&words[index]).is_ascii();
        let before = &words[index.saturating_sub(CONTEXT_WORDS)..index];
        let is_own = index == 0
            || before.iter().any(|word| {
                let word = view.word(word);
                is_one_of(TELLING, word) || handle::is_about_names(word)
            })
            || matches!(before, [.., one, two] if view.word(one) == "я" && matches!(view.word(two), "в" | "у" | "на"));
        let is_name_word = before
            .iter()
            .any(|word| handle::is_name_word(view.word(word)));
        let certainty = if is_name_word && is_russian {
            Certainty::Announced
        } else if is_russian && is_own {
            Certainty::Next
        } else {
            Certainty::Evident
        };
        Self {
            view,
            words,
            index,
            certainty,
        }
    }

    const fn of_name_word(view: &'a View, words: &'a [Word], index: usize) -> Self {
        Self {
            view,
            words,
            index,
            certainty: Certainty::Evident,
        }
    }

    /// The announced name, if one follows.
    fn name(mut self) -> Option<Range<usize>> {
        let text = self.view.text();
        let mut end = self.words[self.index].end;
        for step in 1..=MAX_BETWEEN + 1 {
            let word = self.words.get(self.index + step)?;
            let gap = text.get(end..word.start)?;
            if gap.contains(['\n', '.', '!', '?', BARRIER]) {
                return None;
            }
            if gap.contains([':', '=', '@']) || (gap.contains('-') && gap.contains(' ')) {
                self.certainty = Certainty::Announced;
            }
            let candidate = handle::at(text, word.start);
            if self.is_name(&candidate, step) {
                return Some(word.start..candidate.end);
            }
            let word_text = self.view.word(word);
            if is_one_of(TELLING, word_text) || handle::is_name_word(word_text) {
                self.certainty = self.certainty.max(Certainty::Announced);
            } else if !(is_one_of(FILLERS, word_text) || is_service(word_text)) {
                return None;
            }
            end = word.end;
        }
        None
    }

    /// «вк id12345», «айди 12345»; `None` when it is no number.
    fn is_number(&self, text: &str, step: usize) -> Option<bool> {
        let digits = digits(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let before = &self.words[self.index..self.index + step];
        let is_announced = digits.len() < text.len()
            || before
                .iter()
                .any(|word| is_one_of(NUMBERED, self.view.word(word)));
        Some(is_announced && digits.len() >= MIN_NUMBER)
    }

    /// «Telegram: the good parts» is not about anybody.
    fn is_in_foreign_sentence(&self, candidate: &Handle<'_>) -> bool {
        let after = self.view.text()[candidate.end..].trim_start_matches(' ');
        self.view.word(&self.words[self.index]).is_ascii()
            && after.starts_with(|next: char| next.is_ascii_alphabetic())
    }

    fn is_name(&self, candidate: &Handle<'_>, step: usize) -> bool {
        let text = candidate.text;
        if is_one_of(OF_THE_NETWORK, text)
            || is_one_of(FILLERS, text)
            || is_one_of(TELLING, text)
            || is_service(text)
            || handle::is_name_word(text)
        {
            return false;
        }
        if let Some(is_name) = self.is_number(text, step) {
            return is_name;
        }
        if candidate.is_evident() {
            return candidate.characters() >= MIN_PLAIN && !is_two_sentences(text);
        }
        candidate.is_latin()
            && candidate.characters() >= MIN_PLAIN
            && !self.is_in_foreign_sentence(candidate)
            && match self.certainty {
                Certainty::Announced => true,
                Certainty::Next => step == 1,
                Certainty::Evident => false,
            }
    }
}

/// The spelling of a number without `id` before it.
fn digits(text: &str) -> &str {
    text.strip_prefix("id").unwrap_or(text)
}

/// «телеграм.Потом» written without a space.
fn is_two_sentences(text: &str) -> bool {
    !text.is_ascii()
        && !text.contains(|character: char| character == '_' || character.is_ascii_digit())
}

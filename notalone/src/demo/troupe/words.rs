//! What one person finds to say in one talk, without saying it twice.

use std::collections::HashSet;

use domain::values::Topic;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};

use crate::demo::phrases::Phrases;

/// Between stems and the answer of an echo.
const ECHO_ARROW: &str = " => ";

/// The words of one talk.
#[derive(Debug)]
pub(super) struct Words<'a> {
    phrases: &'a Phrases,
    topics: &'a [Topic],
    said: HashSet<&'static str>,
}

impl<'a> Words<'a> {
    /// Nothing was said yet.
    pub(super) fn new(phrases: &'a Phrases, topics: &'a [Topic]) -> Self {
        Self {
            phrases,
            topics,
            said: HashSet::new(),
        }
    }

    /// A phrase of a section that was not said yet, any if all were.
    pub(super) fn fresh(&mut self, section: &str, rng: &mut StdRng) -> &'static str {
        let all = self.phrases.lines(section).iter();
        let unsaid = all.filter(|line| !self.said.contains(*line));
        let line = unsaid.choose(rng).copied();
        let line = line.unwrap_or_else(|| self.phrases.any(section, rng));
        self.said.insert(line);
        line
    }

    /// An answer to what was heard.
    pub(super) fn answer(&mut self, heard: &str, rng: &mut StdRng) -> String {
        let heard = heard.to_lowercase();
        let grave = self.phrases.lines("grave.words");
        if grave.iter().any(|words| heard.contains(words)) {
            return self.phrases.any("grave", rng).to_owned();
        }
        if heard.trim_end().ends_with('?') {
            return self.fresh("asked", rng).to_owned();
        }
        if let Some(echo) = self.echo(&heard) {
            return echo.to_owned();
        }
        match rng.random_range(0..10) {
            0..=4 => format!(
                "{} {}",
                self.fresh("listen", rng),
                self.fresh("question", rng)
            ),
            5..=7 => format!("{} {}", self.fresh("listen", rng), self.story(rng)),
            8 => format!("{} {}", self.story(rng), self.fresh("question", rng)),
            _ => self.fresh("question", rng).to_owned(),
        }
    }

    /// Something of one's own.
    fn story(&mut self, rng: &mut StdRng) -> &'static str {
        let topic = self
            .topics
            .choose(rng)
            .map_or("loneliness", |topic| topic.slug());
        self.fresh(&format!("story.{topic}"), rng)
    }

    /// The answer to a word that was heard, once.
    fn echo(&mut self, heard: &str) -> Option<&'static str> {
        let echoes = self.phrases.lines("echo").iter();
        let mut echoes = echoes.filter_map(|line| line.split_once(ECHO_ARROW));
        let is_heard = |stem: &str| heard.split_whitespace().any(|word| word.starts_with(stem));
        let (_, answer) = echoes.find(|(stems, answer)| {
            !self.said.contains(answer) && stems.split('|').any(is_heard)
        })?;
        self.said.insert(answer);
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// Every section somebody speaks from.
    const SECTIONS: [&str; 9] = [
        "greeting",
        "listen",
        "question",
        "asked",
        "echo",
        "grave",
        "nudge",
        "farewell",
        "farewell.silence",
    ];

    #[test]
    fn there_is_something_to_say_for_every_occasion() {
        let phrases = Phrases::read();
        let of_topics = Topic::ALL
            .iter()
            .map(|topic| format!("story.{}", topic.slug()));
        for section in SECTIONS.map(str::to_owned).into_iter().chain(of_topics) {
            assert!(
                phrases.lines(&section).len() > usize::from(section != "grave"),
                "{section}"
            );
        }
        let echoes = phrases.lines("echo");
        assert!(echoes.iter().all(|line| line.contains(ECHO_ARROW)));
    }

    #[test]
    fn a_talk_of_ten_answers_repeats_nothing() {
        let phrases = Phrases::read();
        let mut rng = StdRng::seed_from_u64(1);
        let mut words = Words::new(&phrases, &Topic::ALL);
        let answers: HashSet<_> = (0..10).map(|_| words.answer("…", &mut rng)).collect();
        assert_eq!(answers.len(), 10);
    }

    #[test]
    fn grave_words_are_answered_with_where_help_is() {
        let phrases = Phrases::read();
        let [grave] = phrases.lines("grave") else {
            panic!("one answer is expected");
        };
        let mut rng = StdRng::seed_from_u64(2);
        for heard in phrases.lines("grave.words") {
            let answer = Words::new(&phrases, &[]).answer(&heard.to_uppercase(), &mut rng);
            assert_eq!(answer, *grave);
        }
        assert!(grave.contains("112") && grave.contains("/sos"));
    }
}

//! Where to call when it is very hard.

use app::hotlines::{Audience, Book, Line, Place};
use domain::member::Member;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen, rows};
use crate::texts::{Markup, Words};

const COUNTRIES_IN_A_ROW: usize = 3;

/// Who reads the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody who has said they are 18.
    Adult,
    /// Somebody who has said they are not: their lines first, and none that is for adults alone.
    Minor,
}

impl Reader {
    /// Which of the two a member is.
    pub const fn of(member: &Member) -> Self {
        if member.minor {
            Self::Minor
        } else {
            Self::Adult
        }
    }
}

/// The contacts of a place, the step before a call, and a button per country. 112 is on it whatever the file says.
pub fn card(pen: &Pen, book: &Book, place: Place, reader: Reader) -> Screen {
    let words = pen.words;
    let text = Markup::paragraphs(
        [
            words.sos_danger(),
            of_place(words, book, place, reader),
            elsewhere(words, book, place, reader),
            words.sos_before_call(),
            words.sos_note(),
        ]
        .into_iter()
        .filter(|part| !part.as_str().is_empty()),
    );
    let countries = book.countries.iter().map(|country| {
        let name = Markup::escaped(country.name.in_language(words.language()));
        let here = Place::Country(country.code);
        pen.toggle(name, here == place, Action::SosCountry(here))
    });
    let other = pen.toggle(
        words.sos_other_country(),
        place == Place::Other,
        Action::SosCountry(Place::Other),
    );
    let mut keyboard = vec![vec![pen.button(&words.sos_afraid(), Action::SosAfraid)]];
    keyboard.extend(rows(countries.chain([other]), COUNTRIES_IN_A_ROW));
    Screen { text, keyboard }
}

/// «Мне страшно звонить».
pub fn afraid(words: Words) -> Screen {
    Screen::plain(words.sos_afraid_card())
}

/// «Мне нет 18»: who listens to children, country by country.
pub fn minor(words: Words, book: &Book) -> Markup {
    let of_country = book.countries.iter().flat_map(|country| {
        let name = country.name.in_language(words.language());
        let lines = for_children(book, Place::Country(country.code));
        lines.map(move |line| named(name, words, line))
    });
    let elsewhere = book.lines_of(Place::Other);
    let elsewhere = elsewhere.map(|line| named(&words.sos_elsewhere().plain(), words, line));
    words.minor_card(Markup::joined(of_country.chain(elsewhere), "\n"))
}

fn for_children(book: &Book, place: Place) -> impl Iterator<Item = &Line> {
    book.lines_of(place)
        .filter(|line| line.audience == Audience::Children)
}

fn named(place: &str, words: Words, line: &Line) -> Markup {
    Markup::joined([Markup::escaped(place), numbers(words, line)], ": ")
}

fn of_place(words: Words, book: &Book, place: Place, reader: Reader) -> Markup {
    let Place::Country(code) = place else {
        return Markup::default();
    };
    let Some(country) = book.country(code) else {
        return Markup::default();
    };
    let name = words.sos_place(country.name.in_language(words.language()));
    let mut lines = lines(words, book, place, reader);
    if lines.is_empty() {
        lines.push(words.sos_none());
    }
    Markup::joined(std::iter::once(name).chain(lines), "\n")
}

/// What helps everywhere else; the whole card for a place without lines of its own.
fn elsewhere(words: Words, book: &Book, place: Place, reader: Reader) -> Markup {
    let lines = lines(words, book, Place::Other, reader);
    if lines.is_empty() {
        return Markup::default();
    }
    let title = words.sos_elsewhere();
    let title = (place != Place::Other).then_some(title);
    Markup::joined(title.into_iter().chain(lines), "\n")
}

fn lines(words: Words, book: &Book, place: Place, reader: Reader) -> Vec<Markup> {
    let mut lines: Vec<&Line> = book.lines_of(place).collect();
    if reader == Reader::Minor {
        lines.retain(|line| line.audience != Audience::Adults);
        lines.sort_by_key(|line| line.audience != Audience::Children);
    }
    lines.into_iter().map(|shown| line(words, shown)).collect()
}

fn line(words: Words, line: &Line) -> Markup {
    let audience = match line.audience {
        Audience::Anyone => "anyone",
        Audience::Adults => "adults",
        Audience::Children => "children",
    };
    let name = line.name.in_language(words.language());
    let shown = words.sos_line(numbers(words, line), name, audience);
    match &line.hours {
        Some(hours) => words.sos_line_hours(shown, hours.in_language(words.language())),
        None => shown,
    }
}

fn numbers(words: Words, line: &Line) -> Markup {
    let numbers = line.numbers.join(", ");
    match &line.mobile {
        Some(mobile) => words.sos_numbers_mobile(numbers, mobile.as_str()),
        None => Markup::escaped(&numbers),
    }
}

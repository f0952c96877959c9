use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentValue;
use fluent_syntax::ast;

use super::*;

/// What a message is made of, whatever it says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    variables: BTreeSet<String>,
    /// `variable=choice` of every choice that is made in it, plural forms apart.
    choices: BTreeSet<String>,
    /// The plural forms of each number, in the order of the file.
    plurals: Vec<BTreeSet<String>>,
}

impl Shape {
    fn of(pattern: &ast::Pattern<&str>) -> Self {
        let mut shape = Self::default();
        shape.read(pattern);
        shape
    }

    fn read(&mut self, pattern: &ast::Pattern<&str>) {
        for element in &pattern.elements {
            if let ast::PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &ast::Expression<&str>) {
        match expression {
            ast::Expression::Inline(inline) => self.inline(inline),
            ast::Expression::Select { selector, variants } => {
                self.inline(selector);
                self.select(selector, variants);
                for variant in variants {
                    self.read(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &ast::InlineExpression<&str>) {
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            ast::InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }

    fn select(&mut self, selector: &ast::InlineExpression<&str>, variants: &[ast::Variant<&str>]) {
        let ast::InlineExpression::VariableReference { id } = selector else {
            panic!("a choice is made by an argument");
        };
        let keys: BTreeSet<String> = variants.iter().map(|variant| key(&variant.key)).collect();
        if keys.contains("one") {
            self.plurals.push(keys);
        } else {
            let choices = keys.into_iter().map(|key| format!("{}={key}", id.name));
            self.choices.extend(choices);
        }
    }
}

fn key(key: &ast::VariantKey<&str>) -> String {
    match key {
        ast::VariantKey::Identifier { name } => (*name).to_owned(),
        ast::VariantKey::NumberLiteral { value } => (*value).to_owned(),
    }
}

/// The messages of a language.
fn messages(language: Language) -> BTreeMap<String, Shape> {
    let resource = fluent_syntax::parser::parse(source(language)).expect("the file parses");
    let shape = |entry: &ast::Entry<&str>| match entry {
        ast::Entry::Message(message) => {
            let shape = message.value.as_ref().map(Shape::of).unwrap_or_default();
            Some((message.id.name.to_owned(), shape))
        }
        _ => None,
    };
    resource.body.iter().filter_map(shape).collect()
}

/// The text of a language line by line, without comments and without what names languages in their own words.
fn lines(language: Language) -> impl Iterator<Item = &'static str> {
    const ENDONYMS: [&str; 2] = ["[ru]", "[uk]"];
    source(language).lines().filter(|line| {
        let text = line.trim_start();
        !text.starts_with('#') && !ENDONYMS.iter().any(|name| text.starts_with(name))
    })
}

#[test]
fn every_language_has_every_message_with_its_arguments_and_no_other() {
    let wanted: BTreeMap<&str, BTreeSet<String>> = CATALOGUE
        .iter()
        .map(|(key, arguments)| {
            let arguments = arguments.iter().copied().map(str::to_owned);
            (*key, arguments.collect())
        })
        .collect();
    for language in Language::ALL {
        let messages = messages(language);
        let found: BTreeMap<&str, BTreeSet<String>> = messages
            .iter()
            .map(|(key, shape)| (key.as_str(), shape.variables.clone()))
            .collect();
        assert_eq!(found, wanted, "{}", language.tag());
    }
}

#[test]
fn every_language_makes_the_same_choices() {
    let russian = messages(Language::Russian);
    for language in Language::ALL {
        for (key, shape) in messages(language) {
            let expected = russian.get(&key).map(|shape| &shape.choices);
            assert_eq!(Some(&shape.choices), expected, "{}: {key}", language.tag());
        }
    }
}

#[test]
fn every_number_is_said_in_all_plural_forms_of_its_language() {
    for (language, forms) in [
        (Language::Russian, ["few", "many", "one"].as_slice()),
        (Language::English, ["one", "other"].as_slice()),
        (Language::Ukrainian, ["few", "many", "one"].as_slice()),
    ] {
        for (key, shape) in messages(language) {
            for plural in shape.plurals {
                assert!(plural.iter().eq(forms), "{}: {key}", language.tag());
            }
        }
    }
}

#[test]
fn numbers_take_the_form_of_their_language() {
    let minutes = |language, count: u32| words(language).find_too_often(count).plain();
    for (language, count, expected) in [
        (Language::Russian, 1, "1 секунду"),
        (Language::Russian, 22, "22 секунды"),
        (Language::Russian, 11, "11 секунд."),
        (Language::English, 1, "1 second."),
        (Language::English, 21, "21 seconds."),
        (Language::Ukrainian, 21, "21 секунду"),
        (Language::Ukrainian, 3, "3 секунди"),
        (Language::Ukrainian, 12, "12 секунд."),
    ] {
        let text = minutes(language, count);
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn no_language_holds_letters_of_another() {
    let is_cyrillic = |letter: &char| ('\u{400}'..='\u{52f}').contains(letter);
    let of_russian_only = |letter: &char| "ыэъёЫЭЪЁ".contains(*letter);
    let of_ukrainian_only = |letter: &char| "іїєґІЇЄҐ".contains(*letter);
    let foreign = |language: Language, letter: &char| match language {
        Language::Russian => of_ukrainian_only(letter),
        Language::English => is_cyrillic(letter),
        Language::Ukrainian => of_russian_only(letter),
    };
    for language in Language::ALL {
        for line in lines(language) {
            let found = line.chars().find(|letter| foreign(language, letter));
            assert_eq!(found, None, "{}: {line}", language.tag());
        }
    }
}

#[test]
fn every_message_formats() {
    for language in Language::ALL {
        let bundle = bundle(language).expect("the file loads");
        for (key, arguments) in CATALOGUE {
            let values: FluentArgs = arguments
                .iter()
                .map(|name| (*name, FluentValue::from(3)))
                .collect();
            let pattern = bundle.get_message(key).and_then(|message| message.value());
            let mut errors = Vec::new();
            let text =
                bundle.format_pattern(pattern.expect("has a text"), Some(&values), &mut errors);
            assert!(errors.is_empty(), "{key}: {errors:?}");
            assert!(!text.trim().is_empty(), "{key}");
            assert!(text.chars().count() < 4000, "{key}");
        }
    }
}

#[test]
fn no_text_of_ours_loses_its_markup() {
    for language in Language::ALL {
        for (open, close) in [("<b>", "</b>"), ("<i>", "</i>")] {
            let text = source(language);
            assert_eq!(text.matches(open).count(), text.matches(close).count());
        }
    }
}

#[test]
fn names_are_shown_as_they_are_written() {
    let words = words(Language::Russian);
    let styled = words.talk_opened("<b>Лис & Ко</b>").styled();
    assert!(styled.text.contains("собеседник — <b>Лис & Ко</b>."));
    assert_eq!(styled.entities.len(), 1);
}

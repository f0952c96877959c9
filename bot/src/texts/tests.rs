use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentValue;
use fluent_syntax::ast;

use super::*;

/// The messages of a language with the variables each uses.
fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(locale.source()).expect("the file parses");
    resource
        .body
        .iter()
        .filter_map(|entry| match entry {
            ast::Entry::Message(message) => Some((
                message.id.name.to_owned(),
                message.value.as_ref().map(variables).unwrap_or_default(),
            )),
            _ => None,
        })
        .collect()
}

fn variables(pattern: &ast::Pattern<&str>) -> BTreeSet<String> {
    pattern
        .elements
        .iter()
        .flat_map(|element| match element {
            ast::PatternElement::Placeable { expression } => of_expression(expression),
            ast::PatternElement::TextElement { .. } => BTreeSet::new(),
        })
        .collect()
}

fn of_expression(expression: &ast::Expression<&str>) -> BTreeSet<String> {
    match expression {
        ast::Expression::Inline(inline) => of_inline(inline),
        ast::Expression::Select { selector, variants } => of_inline(selector)
            .into_iter()
            .chain(
                variants
                    .iter()
                    .flat_map(|variant| variables(&variant.value)),
            )
            .collect(),
    }
}

fn of_inline(inline: &ast::InlineExpression<&str>) -> BTreeSet<String> {
    match inline {
        ast::InlineExpression::VariableReference { id } => BTreeSet::from([id.name.to_owned()]),
        ast::InlineExpression::Placeable { expression } => of_expression(expression),
        _ => BTreeSet::new(),
    }
}

#[test]
fn every_language_has_every_message_with_its_arguments_and_no_other() {
    let wanted: BTreeMap<String, BTreeSet<String>> = CATALOGUE
        .iter()
        .map(|(key, arguments)| {
            let arguments = arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect();
            ((*key).to_owned(), arguments)
        })
        .collect();
    for locale in Locale::ALL {
        assert_eq!(messages(locale), wanted, "{}", locale.tag());
    }
}

#[test]
fn every_message_formats() {
    for locale in Locale::ALL {
        let bundle = bundle(locale).expect("the file loads");
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
    for locale in Locale::ALL {
        let text = Markup::trusted(locale.source().to_owned());
        assert_eq!(
            text.as_str().matches("<b>").count(),
            text.as_str().matches("</b>").count()
        );
        assert_eq!(
            text.as_str().matches("<i>").count(),
            text.as_str().matches("</i>").count()
        );
    }
}

#[test]
fn names_are_shown_as_they_are_written() {
    let words = words(Locale::Russian);
    let styled = words.talk_opened("<b>Лис & Ко</b>").styled();
    assert!(styled.text.contains("собеседник — <b>Лис & Ко</b>."));
    assert_eq!(styled.entities.len(), 1);
}

//! What members read: Fluent messages of `locales/`, with typed access.

mod mark;
mod markup;
mod messages;

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::values::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use mark::{HEADER_MARK, SYSTEM_MARK, strip_imitation};
pub use markup::{Markup, Styled};
#[cfg(test)]
pub(crate) use messages::CATALOGUE;

/// The messages in a language.
const fn source(language: Language) -> &'static str {
    match language {
        Language::Russian => include_str!("../../locales/ru.ftl"),
        Language::English => include_str!("../../locales/en.ftl"),
        Language::Ukrainian => include_str!("../../locales/uk.ftl"),
    }
}

/// A locale file is broken; a test keeps this from being shipped.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// The tag is not BCP 47.
    #[error("bad language tag {0}")]
    Tag(&'static str),
    /// The file does not parse or says a message twice.
    #[error("the messages of {0} cannot be read")]
    Messages(&'static str),
}

type Bundles = HashMap<Language, FluentBundle<FluentResource>>;

/// All messages in all languages, read once from what was compiled in.
static BUNDLES: LazyLock<Result<Bundles, TextsError>> = LazyLock::new(|| {
    Language::ALL
        .into_iter()
        .map(|language| Ok((language, bundle(language)?)))
        .collect()
});

/// Whether every language can be read; asked at start, so that nobody meets an empty message.
pub fn check() -> Result<(), &'static TextsError> {
    BUNDLES.as_ref().map(|_| ())
}

/// The messages in one language.
pub const fn words(language: Language) -> Words {
    Words { language }
}

fn bundle(language: Language) -> Result<FluentBundle<FluentResource>, TextsError> {
    let tag: LanguageIdentifier = language
        .tag()
        .parse()
        .map_err(|_| TextsError::Tag(language.tag()))?;
    let resource = FluentResource::try_new(source(language).to_owned())
        .map_err(|_| TextsError::Messages(language.tag()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would be invisible characters inside what members read and copy.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|_| TextsError::Messages(language.tag()))?;
    Ok(bundle)
}

/// The messages in one language, a method each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// In which language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// Formats a message; an unknown key gives nothing, which the catalogue test rules out.
    fn format<const N: usize>(
        self,
        key: &'static str,
        arguments: [(&'static str, Argument); N],
    ) -> Markup {
        let bundle = BUNDLES
            .as_ref()
            .ok()
            .and_then(|bundles| bundles.get(&self.language));
        let pattern = bundle.and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?)));
        let Some((bundle, pattern)) = pattern else {
            tracing::error!(key, "a text is missing");
            return Markup::default();
        };
        let mut values = FluentArgs::new();
        for (name, argument) in arguments {
            values.set(name, argument.0);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, "a text cannot be formatted");
        }
        Markup::trusted(text.into_owned())
    }
}

/// Something put into a message. Text is escaped here, once, so that nobody's words are read as markup.
pub(crate) struct Argument(FluentValue<'static>);

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self(FluentValue::from(Markup::escaped(text).as_str().to_owned()))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Markup> for Argument {
    fn from(markup: Markup) -> Self {
        Self(FluentValue::from(markup.as_str().to_owned()))
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self(FluentValue::from(number))
    }
}

#[cfg(test)]
mod tests;

//! What members read: Fluent messages of `locales/`, with typed access.

mod mark;
mod markup;
mod messages;

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::relay::filter::Removed;
pub use mark::{HEADER_MARK, SYSTEM_MARK, strip_imitation};
pub use markup::{Markup, Styled};
#[cfg(test)]
pub(crate) use messages::CATALOGUE;

/// A language the bot speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// русский
    #[default]
    Russian,
}

impl Locale {
    /// Every language.
    pub const ALL: [Self; 1] = [Self::Russian];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Russian => "ru",
        }
    }

    /// The messages in this language.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Russian => include_str!("../../locales/ru.ftl"),
        }
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

type Bundles = HashMap<Locale, FluentBundle<FluentResource>>;

/// All messages in all languages, read once from what was compiled in.
static BUNDLES: LazyLock<Result<Bundles, TextsError>> = LazyLock::new(|| {
    Locale::ALL
        .into_iter()
        .map(|locale| Ok((locale, bundle(locale)?)))
        .collect()
});

/// Whether every language can be read; asked at start, so that nobody meets an empty message.
pub fn check() -> Result<(), &'static TextsError> {
    BUNDLES.as_ref().map(|_| ())
}

/// The messages in one language.
pub const fn words(locale: Locale) -> Words {
    Words { locale }
}

/// Notices about relayed messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Everything in the message was taken out.
    RelayNothingLeft,
    /// Telegram did not accept the message in time.
    RelayNotDelivered,
    /// This was taken out, the rest arrived.
    RelayIdentityHidden(Removed),
    /// Over the limit.
    RelayLimited,
}

/// A notice without formatting, marked as the bot's own words.
pub fn say(locale: Locale, text: Text) -> String {
    let words = words(locale);
    let markup = match text {
        Text::RelayNothingLeft => words.relay_nothing_left(),
        Text::RelayNotDelivered => words.relay_not_delivered(),
        Text::RelayIdentityHidden(removed) => removed.notice(words),
        Text::RelayLimited => words.relay_limited(),
    };
    markup.styled().text
}

fn bundle(locale: Locale) -> Result<FluentBundle<FluentResource>, TextsError> {
    let tag: LanguageIdentifier = locale
        .tag()
        .parse()
        .map_err(|_| TextsError::Tag(locale.tag()))?;
    let resource = FluentResource::try_new(locale.source().to_owned())
        .map_err(|_| TextsError::Messages(locale.tag()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would be invisible characters inside what members read and copy.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|_| TextsError::Messages(locale.tag()))?;
    Ok(bundle)
}

/// The messages in one language, a method each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    locale: Locale,
}

impl Words {
    /// Formats a message; an unknown key gives nothing, which the catalogue test rules out.
    fn format<const N: usize>(
        self,
        key: &'static str,
        arguments: [(&'static str, Argument); N],
    ) -> Markup {
        let bundle = BUNDLES
            .as_ref()
            .ok()
            .and_then(|bundles| bundles.get(&self.locale));
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

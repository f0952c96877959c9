//! Quotes: the part of a message that a reply is about.

use serde_json::{Value, json};

use super::utf16::length;
use super::{Entity, FormattedText};

/// Formatting that a quote keeps and that must agree (<https://core.telegram.org/bots/api#replyparameters>).
const KEPT: [&str; 7] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "custom_emoji",
    "date_time",
];

/// Telegram's `TextQuote` of `quote` in `from`, at the place nearest to `near`; with `entities` given they must be those
/// that stand there. `None` if there is no such place.
pub(crate) fn quoted(
    from: &FormattedText,
    quote: &str,
    entities: Option<&[Entity]>,
    near: i64,
) -> Option<Value> {
    if quote.is_empty() {
        return None;
    }
    let units = length(quote);
    let wanted = entities.map(|entities| inside(entities, 0, units));
    let places = from.text.match_indices(quote);
    let places = places.map(|(byte, _)| length(from.text.get(..byte).unwrap_or_default()));
    let fitting = places
        .map(|at| (at, inside(&from.entities, at, units)))
        .filter(|(_, found)| wanted.as_ref().is_none_or(|wanted| wanted == found));
    let (position, entities) = fitting.min_by_key(|(at, _)| (at - near).abs())?;
    let mut value = json!({ "text": quote, "position": position, "is_manual": true });
    if !entities.is_empty() {
        value["entities"] = json!(entities);
    }
    Some(value)
}

/// The kept formatting of a stretch, with offsets from its beginning.
fn inside(entities: &[Entity], at: i64, units: i64) -> Vec<Entity> {
    let kept = entities
        .iter()
        .filter(|entity| KEPT.contains(&entity.kind.as_str()));
    let cut = kept.filter_map(|entity| {
        let start = entity.offset.max(at);
        let end = entity.end().min(at + units);
        (start < end).then(|| Entity {
            offset: start - at,
            length: end - start,
            ..entity.clone()
        })
    });
    let mut found: Vec<Entity> = cut.collect();
    found.sort_by(|a, b| (a.offset, a.length, &a.kind).cmp(&(b.offset, b.length, &b.kind)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> FormattedText {
        FormattedText {
            text: "да 😀 да нет".to_owned(),
            entities: vec![Entity::new("bold", 3, 5)],
        }
    }

    #[test]
    fn a_quote_is_found_near_its_position_in_utf16() {
        let value = quoted(&text(), "да", None, 0).unwrap();
        assert_eq!(value["position"], 0);
        let value = quoted(&text(), "да", None, 6).unwrap();
        assert_eq!(value["position"], 6);
        assert_eq!(
            value["entities"],
            json!([{ "type": "bold", "offset": 0, "length": 2 }])
        );
        assert!(quoted(&text(), "дом", None, 0).is_none());
    }

    #[test]
    fn formatting_that_is_given_must_agree() {
        let plain = quoted(&text(), "да", Some(&[]), 6).unwrap();
        assert_eq!(plain["position"], 0, "the bold one does not fit");
        assert!(quoted(&text(), "нет", Some(&[Entity::new("bold", 0, 3)]), 0).is_none());
    }
}

//! `parse_mode=HTML`, as strict as Telegram: only its tags, properly nested and closed.

use serde_json::Value;

use super::{Entity, FormattedText, Refusal};

struct Open {
    tag: String,
    entity: Option<Entity>,
    start: i64,
}

/// Parses Telegram's HTML into a text with entities.
pub(crate) fn parse(source: &str) -> Result<FormattedText, Refusal> {
    let mut parsed = FormattedText::default();
    let mut open: Vec<Open> = Vec::new();
    let mut length = 0_i64;
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        let at = source.len() - rest.len();
        if character == '<' {
            let Some(close) = rest.find('>') else {
                return Err(refuse(&format!("Unclosed start tag at byte offset {at}")));
            };
            let tag = &rest[1..close];
            rest = &rest[close + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                close_tag(name.trim(), at, &mut open, length, &mut parsed.entities)?;
            } else {
                open.push(open_tag(tag, at, &open, length)?);
            }
            continue;
        }
        let (character, used) = if character == '&' {
            reference(rest).unwrap_or(('&', 1))
        } else {
            (character, character.len_utf8())
        };
        parsed.text.push(character);
        length += if character.len_utf16() == 2 { 2 } else { 1 };
        rest = &rest[used..];
    }
    match open.last() {
        Some(unclosed) => Err(refuse(&format!(
            "Can't find end tag corresponding to start tag \"{}\"",
            unclosed.tag
        ))),
        None => Ok(parsed),
    }
}

fn refuse(why: &str) -> Refusal {
    format!("can't parse entities: {why}")
}

fn reference(rest: &str) -> Option<(char, usize)> {
    let end = rest.find(';').filter(|end| *end <= 10)?;
    let character = match &rest[1..end] {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        code => {
            let code = code.strip_prefix('#')?;
            let number = match code.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((character, end + 1))
}

fn open_tag(tag: &str, at: usize, open: &[Open], start: i64) -> Result<Open, Refusal> {
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_ascii_lowercase();
    let kind = match name.as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "tg-spoiler" => "spoiler",
        "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => "spoiler",
        "code" => "code",
        "pre" => "pre",
        "a" => "text_link",
        "blockquote" if attributes.contains("expandable") => "expandable_blockquote",
        "blockquote" => "blockquote",
        "tg-emoji" => "custom_emoji",
        _ => {
            return Err(refuse(&format!(
                "Unsupported start tag \"{name}\" at byte offset {at}"
            )));
        }
    };
    let mut entity = Some(Entity::new(kind, start, 0));
    if let Some(entity) = &mut entity {
        let carried = match kind {
            "text_link" => attribute(attributes, "href").map(|url| ("url", url)),
            "custom_emoji" => {
                attribute(attributes, "emoji-id").map(|emoji| ("custom_emoji_id", emoji))
            }
            "pre" => attribute(attributes, "language").map(|language| ("language", language)),
            _ => None,
        };
        if let Some((key, value)) = carried {
            entity.extra.insert(key.to_owned(), Value::from(value));
        }
    }
    // `<pre><code class="language-x">` is one entity, and a link without address is no link.
    let inside_pre = kind == "code" && open.last().is_some_and(|outer| outer.tag == "pre");
    let bare_link = kind == "text_link" && attribute(attributes, "href").is_none();
    if inside_pre || bare_link {
        entity = None;
    }
    Ok(Open {
        tag: name,
        entity,
        start,
    })
}

fn close_tag(
    name: &str,
    at: usize,
    open: &mut Vec<Open>,
    end: i64,
    entities: &mut Vec<Entity>,
) -> Result<(), Refusal> {
    let name = name.to_ascii_lowercase();
    let Some(last) = open.pop() else {
        return Err(refuse(&format!("Unexpected end tag at byte offset {at}")));
    };
    if !name.is_empty() && name != last.tag {
        return Err(refuse(&format!(
            "Unmatched end tag at byte offset {at}, expected \"</{}>\", found \"</{name}>\"",
            last.tag
        )));
    }
    if let Some(mut entity) = last.entity
        && end > last.start
    {
        entity.length = end - last.start;
        entities.push(entity);
    }
    Ok(())
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let at = attributes.find(&format!("{name}="))? + name.len() + 1;
    let rest = &attributes[at..];
    let quote = rest.chars().next()?;
    let value = if matches!(quote, '"' | '\'') {
        rest[1..].split(quote).next()?
    } else {
        rest.split_whitespace().next()?
    };
    Some(
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_tags_become_entities() {
        let parsed = parse("<b>a<i>😀</i></b> &lt;").unwrap();
        assert_eq!(parsed.text, "a😀 <");
        assert_eq!(
            parsed.entities,
            vec![Entity::new("italic", 1, 2), Entity::new("bold", 0, 3)]
        );
    }

    #[test]
    fn unknown_unclosed_and_crossed_tags_are_refused() {
        assert!(parse("<h1>a</h1>").is_err());
        assert!(parse("<b>a").is_err());
        assert!(parse("<b><i>a</b></i>").is_err());
        assert!(parse("a</b>").is_err());
    }

    #[test]
    fn a_link_carries_its_address() {
        let parsed = parse("<a href=\"https://e.org/?a&amp;b\">x</a>").unwrap();
        assert_eq!(parsed.entities[0].extra["url"], "https://e.org/?a&b");
    }
}

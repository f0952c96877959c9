//! Words from one to the other, with formatting.

use anyhow::{Context, ensure};
use telegram_simulator::client::{Entity, MessageView};

use super::Actor;

/// What relayed words begin with: mark, space, nickname, on a line of their own.
const RELAY_MARK: &str = "✉️";

/// A line of the script with its formatting, `*bold*` and `_italic_`.
struct Line {
    text: String,
    entities: Vec<Entity>,
}

impl Line {
    fn parse(source: &str) -> Self {
        let mut line = Self {
            text: String::new(),
            entities: Vec::new(),
        };
        let mut begun: Option<(char, i64)> = None;
        for character in source.chars() {
            let here = utf16_len(&line.text);
            match (character, begun) {
                ('*' | '_', None) => begun = Some((character, here)),
                (_, Some((mark, from))) if mark == character => {
                    let kind = if mark == '*' { "bold" } else { "italic" };
                    line.entities.push(Entity::new(kind, from, here - from));
                    begun = None;
                }
                _ => line.text.push(character),
            }
        }
        line
    }
}

/// Telegram counts in UTF-16.
fn utf16_len(text: &str) -> i64 {
    i64::try_from(text.encode_utf16().count()).unwrap_or(i64::MAX)
}

/// One says a line; the other must see it unchanged under the nickname.
pub(super) async fn says(from: &Actor, to: &Actor, source: &str) -> anyhow::Result<()> {
    let line = Line::parse(source);
    let header = format!("{RELAY_MARK} {}\n", from.nickname);
    let before = to.chat().await?.last_message_id();
    let entities = line.entities.clone();
    from.writes_formatted(&line.text, entities).await?;
    let expected = format!("{header}{}", line.text);
    let is_it = |message: &MessageView| message.text == expected;
    let got = to
        .hears("the message as it was written", before, is_it)
        .await?;
    let shift = utf16_len(&header);
    for entity in &line.entities {
        let shifted = Entity::new(&entity.kind, entity.offset + shift, entity.length);
        ensure!(
            got.entities.contains(&shifted),
            "{} was lost on the way",
            entity.kind
        );
    }
    Ok(())
}

/// One writes their own `@username`, for which the text has a `{}`: the rest arrives, and the sender is told.
pub(super) async fn gives_username_away(
    from: &Actor,
    to: &Actor,
    text: &str,
) -> anyhow::Result<()> {
    let username = from.username();
    let before = to.chat().await?.last_message_id();
    let written = from
        .writes(&text.replace("{}", &format!("@{username}")))
        .await?;
    let relayed = |message: &MessageView| message.text.starts_with(RELAY_MARK);
    let got = to.hears("the rest of the message", before, relayed).await?;
    ensure!(!got.text.contains(username), "the username arrived");
    let rest = text.split("{}").next().unwrap_or_default().trim();
    ensure!(got.text.contains(rest), "the rest of the message is lost");
    let is_notice = |message: &MessageView| !message.text.starts_with(RELAY_MARK);
    let told = from
        .hears("the notice to the sender", written, is_notice)
        .await;
    told.map(drop).context("the sender is not told")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_is_counted_in_utf16_without_the_marks() {
        let line = Line::parse("🙂 *да* и _нет_");
        assert_eq!(line.text, "🙂 да и нет");
        assert_eq!(
            line.entities,
            [Entity::new("bold", 3, 2), Entity::new("italic", 8, 3)]
        );
    }
}

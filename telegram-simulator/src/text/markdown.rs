//! `parse_mode=MarkdownV2`: `*bold*`, `_italic_`, `__underline__`, `~strike~`, `||spoiler||`, code, links, quotes.

use serde_json::Value;

use super::{Entity, FormattedText, Refusal};

/// Characters that must be escaped outside of markup.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

struct Parser<'a> {
    rest: &'a str,
    source_bytes: usize,
    parsed: FormattedText,
    length: i64,
    open: Vec<(&'static str, &'static str, i64)>,
}

/// Parses Telegram's `MarkdownV2` into a text with entities.
pub(crate) fn parse(source: &str) -> Result<FormattedText, Refusal> {
    let mut parser = Parser {
        rest: source,
        source_bytes: source.len(),
        parsed: FormattedText::default(),
        length: 0,
        open: Vec::new(),
    };
    while !parser.rest.is_empty() {
        parser.step()?;
    }
    match parser.open.last() {
        Some((_, kind, _)) => Err(format!(
            "can't parse entities: Can't find end of {kind} entity"
        )),
        None => Ok(parser.parsed),
    }
}

impl Parser<'_> {
    fn step(&mut self) -> Result<(), Refusal> {
        if self.at_line_start() && self.rest.starts_with('>') {
            self.rest = &self.rest[1..];
            self.open.push(("\n", "blockquote", self.length));
            return Ok(());
        }
        for (fence, kind) in [("```", "pre"), ("`", "code")] {
            if self.rest.starts_with(fence) {
                return self.code(fence, kind);
            }
        }
        for (mark, kind) in [
            ("||", "spoiler"),
            ("__", "underline"),
            ("_", "italic"),
            ("*", "bold"),
            ("~", "strikethrough"),
        ] {
            if self.rest.starts_with(mark) {
                self.rest = &self.rest[mark.len()..];
                return self.toggle(mark, kind);
            }
        }
        if self.rest.starts_with('[') {
            self.rest = &self.rest[1..];
            self.open.push(("]", "text_link", self.length));
            return Ok(());
        }
        if self.rest.starts_with(']') && self.open.last().is_some_and(|open| open.0 == "]") {
            return self.link();
        }
        self.character()
    }

    fn at_line_start(&self) -> bool {
        self.parsed.text.is_empty() || self.parsed.text.ends_with('\n')
    }

    fn character(&mut self) -> Result<(), Refusal> {
        let mut characters = self.rest.chars();
        let Some(mut character) = characters.next() else {
            return Ok(());
        };
        if character == '\\' {
            if let Some(escaped) = characters.next().filter(char::is_ascii_punctuation) {
                self.rest = &self.rest[1..];
                character = escaped;
            }
        } else if RESERVED.contains(character) {
            return Err(format!(
                "can't parse entities: Character '{character}' is reserved and must be escaped with the preceding '\\'"
            ));
        }
        self.rest = &self.rest[character.len_utf8()..];
        self.push(character);
        let line_ends = self.rest.is_empty() || character == '\n';
        if line_ends && self.open.last().is_some_and(|open| open.0 == "\n") {
            self.close();
        }
        Ok(())
    }

    fn push(&mut self, character: char) {
        self.parsed.text.push(character);
        self.length += if character.len_utf16() == 2 { 2 } else { 1 };
    }

    fn toggle(&mut self, mark: &'static str, kind: &'static str) -> Result<(), Refusal> {
        if self.open.last().is_some_and(|open| open.0 == mark) {
            self.close();
            if self.rest.is_empty() && self.open.last().is_some_and(|open| open.0 == "\n") {
                self.close();
            }
            return Ok(());
        }
        if self.open.iter().any(|open| open.0 == mark) {
            let offset = self.source_bytes - self.rest.len();
            return Err(format!(
                "can't parse entities: Can't find end of entity before byte offset {offset}"
            ));
        }
        self.open.push((mark, kind, self.length));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((_, kind, start)) = self.open.pop()
            && self.length > start
        {
            self.parsed
                .entities
                .push(Entity::new(kind, start, self.length - start));
        }
    }

    fn code(&mut self, fence: &str, kind: &str) -> Result<(), Refusal> {
        let body = &self.rest[fence.len()..];
        let Some(end) = body.find(fence) else {
            return Err(format!(
                "can't parse entities: Can't find end of {kind} entity"
            ));
        };
        let mut inner = &body[..end];
        let mut entity = Entity::new(kind, self.length, 0);
        if kind == "pre"
            && let Some((language, code)) = inner.split_once('\n')
        {
            if !language.is_empty() {
                entity
                    .extra
                    .insert("language".to_owned(), Value::from(language));
            }
            inner = code;
        }
        for character in inner.replace("\\`", "`").replace("\\\\", "\\").chars() {
            self.push(character);
        }
        entity.length = self.length - entity.offset;
        if entity.length > 0 {
            self.parsed.entities.push(entity);
        }
        self.rest = &self.rest[fence.len() + end + fence.len()..];
        Ok(())
    }

    fn link(&mut self) -> Result<(), Refusal> {
        let target = self
            .rest
            .strip_prefix("](")
            .and_then(|rest| rest.split_once(')'));
        let Some((url, rest)) = target else {
            return Err("can't parse entities: Can't find end of a URL".to_owned());
        };
        if let Some((_, kind, start)) = self.open.pop() {
            let mut entity = Entity::new(kind, start, self.length - start);
            entity
                .extra
                .insert("url".to_owned(), Value::from(url.replace('\\', "")));
            self.parsed.entities.push(entity);
        }
        self.rest = rest;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_entities() {
        let parsed = parse("*a _b_* ||c|| `d` [e](https://e.org) 1\\.").unwrap();
        assert_eq!(parsed.text, "a b c d e 1.");
        let kinds: Vec<_> = parsed.entities.iter().map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["italic", "bold", "spoiler", "code", "text_link"]);
    }

    #[test]
    fn unescaped_reserved_and_unclosed_marks_are_refused() {
        assert!(parse("1.").is_err());
        assert!(parse("*a").is_err());
    }
}

//! Rust source, taken apart as far as rules need: code, string literals, comments, and what only tests compile.

use std::ops::Range;

/// A string literal and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Counted from 1.
    pub line: usize,
    /// Between the quotes, escapes as written.
    pub text: String,
    start: usize,
}

/// A Rust source file taken apart.
#[derive(Debug)]
pub struct Source {
    /// The source with comments and the insides of literals blanked; lines and offsets are kept.
    code: String,
    literals: Vec<Literal>,
    tests: Vec<Range<usize>>,
}

impl Source {
    /// Takes it apart; broken source gives broken parts, never a panic.
    pub fn parse(text: &str) -> Self {
        let mut parts = Parts {
            bytes: text.as_bytes(),
            code: text.as_bytes().to_vec(),
            literals: Vec::new(),
        };
        parts.run(text);
        let code = String::from_utf8_lossy(&parts.code).into_owned();
        let tests = test_modules(&code);
        Self {
            code,
            literals: parts.literals,
            tests,
        }
    }

    /// Lines of code without comments and literals; numbers from 1, and whether the line is in a test module.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        let mut offset = 0;
        self.code.split('\n').enumerate().map(move |(index, line)| {
            let start = offset;
            offset += line.len() + 1;
            (index + 1, line, self.is_test(start))
        })
    }

    /// String literals outside test modules.
    pub fn shipped_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals
            .iter()
            .filter(|literal| !self.is_test(literal.start))
    }

    /// Of these, the ones that a macro puts something into.
    pub fn shipped_formats(&self) -> impl Iterator<Item = &Literal> {
        self.shipped_literals().filter(|literal| {
            let before = self.code.get(..literal.start).unwrap_or_default();
            let before = before.trim_end();
            before.ends_with("format!(") || before.ends_with("format_args!(")
        })
    }

    fn is_test(&self, offset: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&offset))
    }
}

/// From `#[cfg(test)]` to the end of the block that follows it.
fn test_modules(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let mut depth = 0_usize;
        for (at, byte) in code.bytes().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 1 => {
                    found.push(start..at);
                    break;
                }
                b'}' => depth = depth.saturating_sub(1),
                b';' if depth == 0 => break,
                _ => {}
            }
        }
    }
    found
}

struct Parts<'a> {
    bytes: &'a [u8],
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl Parts<'_> {
    fn run(&mut self, text: &str) {
        let mut at = 0;
        while at < self.bytes.len() {
            at = match self.bytes[at..] {
                [b'/', b'/', ..] => self.blank(at, self.find(at, "\n")),
                [b'/', b'*', ..] => self.blank(at, self.end_of_block_comment(at)),
                [b'"', ..] => self.literal(text, at, at + 1, self.end_of_string(at + 1), 1),
                [b'r', b'"' | b'#', ..] if !self.follows_name(at) => self.raw_literal(text, at),
                [b'\'', ..] => self.character(at),
                _ => at + 1,
            };
        }
    }

    fn follows_name(&self, at: usize) -> bool {
        // `br"…"` and `cr"…"` are raw literals too; `for"` is not.
        let name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let before = at.checked_sub(1).map(|previous| self.bytes[previous]);
        match before {
            Some(b'b' | b'c') => at >= 2 && name(self.bytes[at - 2]),
            Some(byte) => name(byte),
            None => false,
        }
    }

    fn find(&self, from: usize, ending: &str) -> usize {
        let ending = ending.as_bytes();
        let found = self.bytes[from..]
            .windows(ending.len())
            .position(|window| window == ending);
        found.map_or(self.bytes.len(), |distance| from + distance)
    }

    fn end_of_block_comment(&self, start: usize) -> usize {
        let (mut depth, mut at) = (0_usize, start);
        while at < self.bytes.len() {
            match self.bytes[at..] {
                [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
                [b'*', b'/', ..] if depth == 1 => return at + 2,
                [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
        }
        at
    }

    fn end_of_string(&self, from: usize) -> usize {
        let mut at = from;
        while at < self.bytes.len() && self.bytes[at] != b'"' {
            at += if self.bytes[at] == b'\\' { 2 } else { 1 };
        }
        at.min(self.bytes.len())
    }

    fn raw_literal(&mut self, text: &str, at: usize) -> usize {
        let hashes = self.bytes[at + 1..]
            .iter()
            .take_while(|byte| **byte == b'#')
            .count();
        let quote = at + 1 + hashes;
        if self.bytes.get(quote) != Some(&b'"') {
            // A raw identifier, like `r#type`.
            return at + 1;
        }
        let ending = format!("\"{}", "#".repeat(hashes));
        let end = self.find(quote + 1, &ending);
        self.literal(text, at, quote + 1, end, ending.len())
    }

    /// Notes and blanks a literal whose inside is `inside..end`; returns what follows its closing.
    fn literal(
        &mut self,
        text: &str,
        start: usize,
        inside: usize,
        end: usize,
        closing: usize,
    ) -> usize {
        let line = 1 + text[..start].matches('\n').count();
        let literal = text.get(inside..end).unwrap_or_default().to_owned();
        self.literals.push(Literal {
            line,
            text: literal,
            start,
        });
        self.blank(inside, end);
        (end + closing).min(self.bytes.len())
    }

    /// A character literal, or a lifetime.
    fn character(&mut self, at: usize) -> usize {
        let end = match self.bytes[at + 1..] {
            [b'\\', ..] => self.find(at + 3, "'"),
            [byte, ..] => {
                let width = match byte {
                    0xf0.. => 4,
                    0xe0.. => 3,
                    0xc0.. => 2,
                    _ => 1,
                };
                at + 1 + width
            }
            [] => return at + 1,
        };
        if self.bytes.get(end) == Some(&b'\'') {
            self.blank(at + 1, end) + 1
        } else {
            at + 1
        }
    }

    fn blank(&mut self, start: usize, end: usize) -> usize {
        for byte in self.code[start..end]
            .iter_mut()
            .filter(|byte| **byte != b'\n')
        {
            *byte = b' ';
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(text: &str) -> Vec<String> {
        Source::parse(text)
            .shipped_literals()
            .map(|literal| literal.text.clone())
            .collect()
    }

    #[test]
    fn comments_are_not_code_and_quotes_in_them_open_nothing() {
        let source = Source::parse("a(); // \"not\n/* \" /* nested */ */ b(\"yes\");");
        assert_eq!(source.shipped_literals().count(), 1);
        let code: Vec<_> = source
            .code_lines()
            .map(|(_, line, _)| line.trim().to_owned())
            .collect();
        assert_eq!(code, ["a();", "b(\"   \");"]);
    }

    #[test]
    fn literals_of_every_kind_are_found() {
        assert_eq!(
            literals(r##"("a\"b", r#"c"d"#, b"e", br"f", 'g', '"', "h")"##),
            ["a\\\"b", "c\"d", "e", "f", "h"]
        );
        assert_eq!(literals("let 'a: r#type = x::<'a>('\\'', \"q\")"), ["q"]);
    }

    #[test]
    fn what_only_tests_compile_is_not_shipped() {
        let text = "f(\"kept\");\n#[cfg(test)]\nmod tests { fn g() { h(\"left out\") } }\nf(\"also kept\");";
        assert_eq!(literals(text), ["kept", "also kept"]);
        assert_eq!(literals("#[cfg(test)]\nmod tests;\nf(\"kept\");"), ["kept"]);
    }
}

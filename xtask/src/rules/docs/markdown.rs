//! The parts of markdown that make claims.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern;

static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"`([^`]+)`"));
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\]\(([^)\s]+)[^)]*\)"));
const SHELLS: [&str; 4] = ["sh", "bash", "console", "shell"];

/// Something that claims to exist.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Between backticks.
    Code(String),
    /// A line of a fenced block that is marked as shell.
    ShellLine(String),
    /// Where a link or an image points.
    Link(String),
}

/// All of them with their lines, counted from 1.
pub(super) fn spans(text: &str) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    let mut fence: Option<bool> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Some(language) = line.trim_start().strip_prefix("```") {
            fence = if fence.is_some() {
                None
            } else {
                Some(SHELLS.contains(&language.trim()))
            };
        } else if let Some(is_shell) = fence {
            if is_shell {
                let command = line.trim().trim_start_matches("$ ");
                found.push((number, Span::ShellLine(command.to_owned())));
            }
        } else {
            found.extend(
                CODE.captures_iter(line)
                    .map(|code| (number, Span::Code(code[1].to_owned()))),
            );
            let prose = CODE.replace_all(line, "");
            found.extend(
                LINK.captures_iter(&prose)
                    .map(|link| (number, Span::Link(link[1].to_owned()))),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_links_and_shell_lines_make_claims() {
        let text = "see `a` and [b](c.md \"title\")\n```text\nd\n```\n```sh\n$ make e\n```";
        let expected = vec![
            (1, Span::Code("a".to_owned())),
            (1, Span::Link("c.md".to_owned())),
            (6, Span::ShellLine("make e".to_owned())),
        ];
        assert_eq!(spans(text), expected);
    }
}

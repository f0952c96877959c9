//! Docs are true: every path and every command they name exists.

mod commands;
mod markdown;
mod named_tests;
mod paths;

use crate::{Checkout, Problem, TextFile};
use commands::Commands;
use markdown::Span;

/// Paths and commands in markdown that are not there.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let commands = Commands::of(checkout);
    let documents = checkout.files().iter().filter(|file| file.has_ending("md"));
    documents
        .flat_map(|file| problems_of(checkout, &commands, file))
        .collect()
}

fn problems_of(checkout: &Checkout, commands: &Commands, file: &TextFile) -> Vec<Problem> {
    let mut found = Vec::new();
    for (line, span) in markdown::spans(&file.text) {
        let wrong = match &span {
            Span::Code(code) => paths::wrong_in_code(checkout, &file.path, code)
                .into_iter()
                .chain(named_tests::wrong_in_code(checkout, &file.path, code))
                .chain(commands.wrong_in(code))
                .collect(),
            Span::ShellLine(code) => commands.wrong_in(code),
            Span::Link(target) => paths::wrong_link(checkout, &file.path, target)
                .into_iter()
                .collect(),
        };
        found.extend(
            Vec::<String>::into_iter(wrong).map(|message| Problem::at(&file.path, line, message)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str) -> Vec<String> {
        found_in("docs/guide.md", document)
    }

    fn found_in(path: &str, document: &str) -> Vec<String> {
        let main = "#[derive(Debug, Subcommand)]\nenum Command { /// Runs.\n Serve { #[arg(long)] clock: u8 }, Log(Log) }\n\
                    #[derive(Subcommand)] enum Log { Verify, #[command(name = \"tail\")] Follow }\n";
        let checkout = Checkout::of(vec![
            TextFile::new("Makefile", "demo: ## runs\n\t@true\ndemo-script:\n"),
            TextFile::new("notalone/src/main.rs", main),
            TextFile::new("domain/src/member/aggregate.rs", ""),
            TextFile::new("docs/adr/0001-store.md", ""),
            TextFile::new("domain/Cargo.toml", ""),
            TextFile::new(path, document),
        ]);
        problems(&checkout)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn what_exists_may_be_named() {
        let document = "`domain/`, `member/aggregate.rs`, `aggregate.rs`, `docs/adr/*`, [why](adr/0001-store.md#why), \
                        [site](https://example.org/a), `make demo`, `notalone serve --clock ADDR`, `notalone log verify|tail`\n\
                        ```sh\nmake demo-script\nnotalone serve\ncargo run -p domain\n```\n";
        assert_eq!(found(document), Vec::<String>::new());
    }

    #[test]
    fn what_only_looks_like_a_path_is_left_alone() {
        assert!(
            found(
                "`application/json`, `GET /health/db`, `.dev/postgres`, `postgres://a/b`, `make`"
            )
            .is_empty()
        );
    }

    #[test]
    fn missing_paths_are_named() {
        assert_eq!(found("`domain/src/gone.rs`").len(), 1);
        assert_eq!(found("`gone.rs`").len(), 1);
        assert_eq!(found("[why](adr/0002-gone.md)").len(), 1);
    }

    #[test]
    fn a_crates_own_document_speaks_of_that_crate() {
        let readme = "domain/README.md";
        let there = "`aggregate.rs`, `src/member/`, `domain/src/member/aggregate.rs`, `notalone/src/main.rs`, `docs/adr/`";
        assert_eq!(found_in(readme, there), Vec::<String>::new());
        assert_eq!(found_in(readme, "`main.rs`").len(), 1);
        assert_eq!(found_in(readme, "`src/gone/`").len(), 1);
    }

    #[test]
    fn missing_commands_are_named() {
        assert_eq!(found("`make gone`").len(), 1);
        assert_eq!(found("`notalone gone`").len(), 1);
        assert_eq!(found("`notalone log gone`").len(), 1);
        assert_eq!(found("`notalone serve --gone`").len(), 1);
        assert_eq!(found("```sh\n$ make gone\n./scripts/gone\n```").len(), 2);
        assert_eq!(
            found("```\nmake gone\n```"),
            Vec::<String>::new(),
            "a picture, not a command"
        );
    }
}

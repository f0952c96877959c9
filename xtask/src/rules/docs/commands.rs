//! Which commands there are: targets of the Makefile, subcommands of the binary, crates, scripts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, pattern};

static TARGET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^([a-z][a-z-]*):"));
static SUBCOMMANDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"#\[derive\([^)]*\bSubcommand\b[^)]*\)\]"));
static VARIANT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*([A-Z][A-Za-z0-9]*)\b"));
static GIVEN_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r#"name\s*=\s*"([a-z-]+)""#));
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[a-z][a-z-]*$"));
const FLAGS_OF_CLAP: [&str; 2] = ["help", "version"];

/// Everything that a document may tell the reader to type.
#[derive(Debug)]
pub(super) struct Commands<'a> {
    checkout: &'a Checkout,
    targets: BTreeSet<String>,
    subcommands: BTreeSet<String>,
    binary_source: String,
}

impl<'a> Commands<'a> {
    pub(super) fn of(checkout: &'a Checkout) -> Self {
        let makefile = checkout
            .file("Makefile")
            .map(|file| file.text.as_str())
            .unwrap_or_default();
        let sources = checkout
            .rust_files()
            .filter(|file| file.path.starts_with("notalone/src/"));
        let binary_source: String = sources.map(|file| file.text.as_str()).collect();
        Self {
            checkout,
            targets: TARGET
                .captures_iter(makefile)
                .map(|target| target[1].to_owned())
                .collect(),
            subcommands: subcommands(&binary_source),
            binary_source,
        }
    }

    /// What is wrong in one command line, or in a span of code that may be none.
    pub(super) fn wrong_in(&self, code: &str) -> Vec<String> {
        // Leading settings like `RUST_LOG=debug make demo` do not change what is run.
        let words: Vec<&str> = code
            .split_whitespace()
            .skip_while(|word| word.contains('='))
            .collect();
        let wrong = match words.as_slice() {
            ["make", targets @ ..] => self.wrong_targets(targets),
            [program, rest @ ..]
                if program.rsplit('/').next() == Some("notalone") && !rest.is_empty() =>
            {
                self.wrong_subcommands(rest)
            }
            ["cargo", rest @ ..] => self.wrong_crates(rest),
            [script, ..] if script.contains("scripts/") => {
                let path = script.trim_start_matches("./");
                (!self.checkout.has(path))
                    .then(|| format!("`{path}` is not there"))
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        };
        wrong
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    fn wrong_targets(&self, targets: &[&str]) -> Vec<String> {
        let named = targets.iter().take_while(|word| WORD.is_match(word));
        let missing = named.filter(|target| !self.targets.contains(**target));
        missing
            .map(|target| format!("the Makefile has no target {target}"))
            .collect()
    }

    /// The first two words are subcommands if they are written like ones; `a|b` names several.
    fn wrong_subcommands(&self, words: &[&str]) -> Vec<String> {
        let named = words
            .iter()
            .take(2)
            .take_while(|word| word.split('|').all(|one| WORD.is_match(one)));
        let missing = named
            .flat_map(|word| word.split('|'))
            .filter(|one| !self.subcommands.contains(*one));
        let mut wrong: Vec<String> = missing
            .map(|one| format!("notalone has no subcommand {one}"))
            .collect();
        let flags = words
            .iter()
            .filter_map(|word| word.trim_start_matches('[').strip_prefix("--"));
        for flag in flags.map(|flag| flag.split(['=', ']']).next().unwrap_or_default()) {
            let field = flag.replace('-', "_");
            if !FLAGS_OF_CLAP.contains(&flag) && !self.has_identifier(&field) {
                wrong.push(format!("notalone has no option --{flag}"));
            }
        }
        wrong
    }

    fn wrong_crates(&self, words: &[&str]) -> Vec<String> {
        let named = words
            .windows(2)
            .filter(|pair| matches!(pair[0], "-p" | "--package"))
            .map(|pair| pair[1]);
        let missing = named.filter(|name| !self.checkout.has(&format!("{name}/Cargo.toml")));
        missing
            .map(|name| format!("there is no crate {name}"))
            .collect()
    }

    fn has_identifier(&self, name: &str) -> bool {
        let mut words = self
            .binary_source
            .split(|each: char| !each.is_alphanumeric() && each != '_');
        words.any(|word| word == name)
    }
}

/// The variants of every enum that derives `Subcommand`, in kebab case or as named by an attribute.
fn subcommands(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for derive in SUBCOMMANDS.find_iter(source) {
        let Some(body) = block_after(&source[derive.end()..]) else {
            continue;
        };
        for variant in top_level_items(body) {
            let (attributes, declaration) = variant.split_at(start_of_name(&variant));
            let given = GIVEN_NAME
                .captures(attributes)
                .map(|name| name[1].to_owned());
            let derived = VARIANT
                .captures(declaration)
                .map(|name| kebab_case(&name[1]));
            found.extend(given.or(derived));
        }
    }
    found
}

/// The inside of the first `{…}`.
fn block_after(source: &str) -> Option<&str> {
    let start = source.find('{')? + 1;
    let mut depth = 1_usize;
    let end = source[start..].char_indices().find(|(_, each)| {
        match each {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(&source[start..start + end.0])
}

/// Split at commas outside of every bracket; comments left out.
fn top_level_items(body: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut depth = 0_i32;
    for line in body
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for each in line.chars() {
            match each {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
            match items.last_mut() {
                Some(item) if each != ',' || depth > 0 => item.push(each),
                _ => items.push(String::new()),
            }
        }
    }
    items
}

/// Where the attributes end and the variant begins.
fn start_of_name(item: &str) -> usize {
    let mut depth = 0_i32;
    for (at, each) in item.char_indices() {
        match each {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 && each.is_alphabetic() => return at,
            _ => {}
        }
    }
    item.len()
}

fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for each in name.chars() {
        if each.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(each.to_lowercase());
    }
    kebab
}

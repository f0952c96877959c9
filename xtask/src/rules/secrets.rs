//! No secret is in the tree: what deployments set has no value here, and nothing looks like a token or a key.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, TextFile, pattern};

/// Where the names are.
const VARIABLES: &str = "app/src/config/variables.rs";
/// What other programs of a deployment are told.
const OF_OTHERS: [&str; 5] = [
    "POSTGRES_PASSWORD",
    "SERVING_PASSWORD",
    "REDIS_PASSWORD",
    "GRAFANA_PASSWORD",
    "GF_SECURITY_ADMIN_PASSWORD",
];
/// Where made-up values are the point: nobody is protected by them.
const MADE_UP: [&str; 4] = [
    "notalone/src/demo",
    "telegram-simulator/",
    "testkit/",
    "benches/",
];
/// Not in git: the values of one machine.
const OF_ONE_MACHINE: &str = ".env";
/// What stands for a value: a reference, a gap to fill in, stars.
const NO_VALUES: [char; 7] = ['$', '?', '…', '<', '*', '&', '{'];

static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\bsecret\("([A-Z_]+)""#));
/// `NAME=value`, `NAME: value`, `const NAME: &str = "value"`, `("NAME", "value")`.
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?:\b([A-Z][A-Z_]+)"?(?:\s*:\s*&(?:'static )?str)?\s*[=:]|(?:^|[\s,(\[])\("([A-Z][A-Z_]+)"\s*,)\s*["']?(\$|[^\s"'`,;)]+)"#,
    )
});
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"://[^\s/@]*:[^\s/@]+@"));
/// Of a bot (core.telegram.org/bots#how-do-i-create-a-bot), and of a key in a file.
static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----"));

/// Lines with something that is nobody's business.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let variables = checkout.file(VARIABLES).map(|file| file.text.as_str());
    let names: Vec<&str> = NAME
        .captures_iter(variables.unwrap_or_default())
        .filter_map(|name| name.get(1))
        .map(|name| name.as_str())
        .chain(OF_OTHERS)
        .collect();
    let files = checkout.files().iter();
    files
        .filter(|file| file.name() != OF_ONE_MACHINE)
        .flat_map(|file| problems_of(file, &names))
        .collect()
}

fn problems_of(file: &TextFile, names: &[&str]) -> Vec<Problem> {
    let may_assign = file.path == VARIABLES
        || file.is_test()
        || MADE_UP
            .iter()
            .any(|beginning| file.path.starts_with(beginning));
    let names: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !may_assign && file.text.contains(name))
        .collect();
    let mut found = Vec::new();
    if names.is_empty() && !TOKEN.is_match(&file.text) {
        return found;
    }
    for (index, line) in file.text.lines().enumerate() {
        let problem = |words: String| Problem::at(&file.path, index + 1, words);
        if TOKEN.is_match(line) {
            found.push(problem(
                "looks like a token or a key: revoke it, for git keeps it".to_owned(),
            ));
        }
        for assigned in ASSIGNED.captures_iter(line) {
            let name = assigned
                .get(1)
                .or(assigned.get(2))
                .map_or("", |name| name.as_str());
            if names.contains(&name) && is_value(name, &assigned[3]) {
                found.push(problem(format!(
                    "{name} has a value here: it belongs to a deployment"
                )));
            }
        }
    }
    found
}

fn is_value(name: &str, value: &str) -> bool {
    if name.ends_with("_URL") {
        // An address is none, its password is.
        return PASSWORD.is_match(value) && !value.contains("${");
    }
    !value.starts_with(NO_VALUES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let variables = "secret(\"VAULT_MASTER_KEY\", \"wraps keys\"), secret(\"REDIS_URL\", \"shared\"),\n\
                         plain(\"PUBLIC_BASE_URL\", \"where\")";
        let checkout = Checkout::of(vec![
            TextFile::new(VARIABLES, variables),
            TextFile::new(path, text),
        ]);
        problems(&checkout).len()
    }

    // Names and values are put together here, or this file would break its own rule.
    fn assigned(how: &str) -> String {
        how.replace("NAME", "VAULT_MASTER_KEY")
    }

    #[test]
    fn a_secret_with_a_value_is_found_however_it_is_written() {
        for how in [
            "NAME=Mz4bWq7kTx1v",
            "export NAME='Mz4bWq7kTx1v'",
            "  NAME: Mz4bWq7kTx1v",
            "\"NAME\": \"Mz4bWq7kTx1v\"",
            "const NAME: &str = \"Mz4bWq7kTx1v\";",
            "    (\"NAME\", \"Mz4bWq7kTx1v\"),",
            "OTHER: ${NAME:-Mz4bWq7kTx1v}",
            "NAME: ${NAME:-Mz4bWq7kTx1v}",
        ] {
            assert_eq!(found("ops/env.example", &assigned(how)), 1, "{how}");
        }
    }

    #[test]
    fn a_gap_a_reference_and_other_names_are_none() {
        for how in [
            "NAME=",
            "NAME=…",
            "NAME: ${KEY:?set it}",
            "`NAME`, at least 32 bytes",
            "reader.secret(\"NAME\", true)",
            "PUBLIC_BASE_URL=https://example.org",
        ] {
            assert_eq!(found("docs/guide.md", &assigned(how)), 0, "{how}");
        }
    }

    #[test]
    fn of_an_address_only_the_password_is_secret() {
        let address = |password: &str| format!("{}=redis://:{password}@redis/0", "REDIS_URL");
        assert_eq!(found("ops/a.yaml", &address("h1dden")), 1);
        assert_eq!(found("ops/a.yaml", &address("${REDIS_PASSWORD}")), 0);
        assert_eq!(found("ops/a.yaml", "REDIS_URL=redis://redis/0"), 0);
    }

    #[test]
    fn tests_and_the_demo_make_values_up_and_env_files_stay_here() {
        let text = assigned("NAME=Mz4bWq7kTx1v");
        for path in [
            "app/src/config/tests.rs",
            "notalone/tests/it/a.rs",
            "notalone/src/demo/a.rs",
            "ops/.env",
        ] {
            assert_eq!(found(path, &text), 0, "{path}");
        }
    }

    #[test]
    fn what_looks_like_a_token_is_found_also_in_tests() {
        let token = format!(
            "{}:{}",
            "1234567890",
            "AAbbCC-d_e".repeat(4).get(..35).unwrap()
        );
        assert_eq!(found("bot/tests/it/a.rs", &token), 1);
        assert_eq!(found("bot/tests/it/a.rs", "1001:AAA-token_1"), 0);
        let key = format!("-----BEGIN {} KEY-----", "PRIVATE");
        assert_eq!(found("docs/a.md", &key), 1);
    }
}

//! What strangers reach through `ops/Caddyfile`: every route of the program is behind the one matcher of those whom it is for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, TextFile, pattern};

const FILE: &str = "ops/Caddyfile";
/// How a matcher lets somebody through to the program.
const IMPORT: &str = "import notalone";
const SNIPPET: &str = "(notalone)";

/// Matchers, and whom each lets through: everybody, or the networks of a setting that is nobody's when it is not set.
const MATCHERS: [(&str, Option<&str>); 3] = [
    ("public", None),
    ("staff", Some("{$STAFF_NETWORKS:192.0.2.1}")),
    ("front_ends", Some("{$FRONT_END_NETWORKS:192.0.2.1}")),
];

/// Beginnings of paths and the matcher that they are for, the longer one first; without a matcher they stay inside.
const DOORS: [(&str, Option<&str>); 11] = [
    ("/api/v1/admin", Some("staff")),
    ("/api/v1", Some("front_ends")),
    ("/console", Some("staff")),
    ("/docs", Some("front_ends")),
    ("/health/db", None),
    ("/health/redis", None),
    ("/health", Some("public")),
    ("/metrics", None),
    ("/openapi.json", Some("front_ends")),
    ("/ready", None),
    ("/telegram/webhook", Some("public")),
];

/// Where routes are said: in the attribute of an endpoint, to a router, to the page of the document.
static ROUTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?:\bpath = |\.route\(\s*|\.nest\(\s*|SwaggerUi::new\()"(/[^"]*)""#)
});
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{[^}]*\}"));
const ROUTERS: [&str; 3] = ["api/src/", "bot/src/", "notalone/src/"];

/// Routes at the wrong door, and doors that let more through than they should.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let Some(file) = checkout.file(FILE) else {
        return vec![Problem::of(FILE, "is gone, and the rule with it")];
    };
    let caddy = Caddy::read(&file.text);
    let mut found = caddy.problems();
    let shipped = checkout.rust_files().filter(|file| !file.is_test());
    for file in shipped.filter(|file| ROUTERS.iter().any(|folder| file.path.starts_with(folder))) {
        found.extend(misplaced(file, &caddy));
    }
    found
}

fn misplaced(file: &TextFile, caddy: &Caddy) -> Vec<Problem> {
    let source = Source::parse(&file.text);
    let tests: BTreeSet<usize> = source
        .code_lines()
        .filter_map(|(line, _, is_test)| is_test.then_some(line))
        .collect();
    let mut found = Vec::new();
    for route in ROUTE.captures_iter(&file.text) {
        let path = &route[1];
        let line = 1 + file.text[..route.get(1).map_or(0, |path| path.start())]
            .matches('\n')
            .count();
        if tests.contains(&line) {
            continue;
        }
        let Some((_, door)) = DOORS
            .iter()
            .find(|(beginning, _)| is_under(path, beginning))
        else {
            let words = format!(
                "{path} has no door: say for whom it is in DOORS of xtask's rule and in {FILE}"
            );
            found.push(Problem::at(&file.path, line, words));
            continue;
        };
        let sample = PARAMETER.replace_all(path, "x");
        let open = caddy.open_for(&sample);
        if open != door.iter().copied().collect::<Vec<_>>() {
            let words = match door {
                Some(door) => format!("{path} is for @{door} of {FILE} and goes through {open:?}"),
                None => format!("{path} is for nobody outside and goes through {open:?}"),
            };
            found.push(Problem::at(&file.path, line, words));
        }
    }
    found
}

/// The path itself or one below it.
fn is_under(path: &str, beginning: &str) -> bool {
    path.strip_prefix(beginning)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[derive(Default)]
struct Matcher<'a> {
    name: &'a str,
    line: usize,
    paths: Vec<&'a str>,
    but: Vec<&'a str>,
    networks: Option<&'a str>,
}

impl<'a> Matcher<'a> {
    fn say(&mut self, words: &'a str) {
        let mut said = words.split_whitespace();
        match (said.next(), words) {
            (Some("path"), _) => self.paths.extend(said),
            (Some("not"), _) if said.next() == Some("path") => self.but.extend(said),
            (Some("remote_ip"), _) => self.networks = words.split_once(' ').map(|(_, rest)| rest),
            _ => {}
        }
    }

    /// As Caddy does: the whole path, or its beginning before a star; capitals do not matter.
    fn matches(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let any = |patterns: &[&str]| {
            patterns
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(beginning) => path.starts_with(beginning),
                    None => path == *pattern,
                })
        };
        any(&self.paths) && !any(&self.but)
    }
}

/// The Caddyfile, as far as the rule needs it.
#[derive(Default)]
struct Caddy<'a> {
    matchers: Vec<Matcher<'a>>,
    /// Ways to the program that no known matcher guards, and what is not to be set.
    faults: Vec<Problem>,
    /// Matchers with a `handle` that lets through.
    let_through: Vec<&'a str>,
}

impl<'a> Caddy<'a> {
    fn read(text: &'a str) -> Self {
        let mut caddy = Self::default();
        let mut blocks: Vec<&str> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            caddy.take(index + 1, line, &blocks);
            if line == "}" {
                blocks.pop();
            } else if let Some(head) = line.strip_suffix('{') {
                blocks.push(head.trim());
            }
        }
        caddy
    }

    fn take(&mut self, line: usize, words: &'a str, blocks: &[&'a str]) {
        let inner = blocks.last().copied().unwrap_or_default();
        if let Some(matcher) = words.strip_prefix('@') {
            let (name, rest) = matcher.split_once(' ').unwrap_or((matcher, ""));
            let mut matcher = Matcher {
                name,
                line,
                ..Matcher::default()
            };
            matcher.say(rest);
            self.matchers.push(matcher);
        } else if inner.starts_with('@') {
            if let Some(matcher) = self.matchers.last_mut() {
                matcher.say(words);
            }
        } else if words == IMPORT {
            match inner.strip_prefix("handle @") {
                Some(name) => self.let_through.push(name),
                None => self.fault(line, "lets through without a matcher"),
            }
        } else if words.starts_with("reverse_proxy") && inner != SNIPPET {
            self.fault(line, "is a way past the snippet `(notalone)`");
        } else if words.starts_with("protocols") {
            self.fault(line, "Caddy's own choice of TLS versions is the right one");
        }
    }

    fn fault(&mut self, line: usize, words: &str) {
        self.faults.push(Problem::at(FILE, line, words));
    }

    fn problems(&self) -> Vec<Problem> {
        let mut found = self.faults.clone();
        for matcher in &self.matchers {
            let known = MATCHERS.iter().find(|(name, _)| *name == matcher.name);
            if known.is_none_or(|(_, networks)| matcher.networks != *networks) {
                let words = format!(
                    "@{} lets other people through than MATCHERS of xtask's rule says",
                    matcher.name
                );
                found.push(Problem::at(FILE, matcher.line, words));
            }
        }
        found
    }

    /// The matchers that let a path through, by name.
    fn open_for(&self, path: &str) -> Vec<&str> {
        let open = self.matchers.iter().filter(|matcher| matcher.matches(path));
        open.map(|matcher| matcher.name)
            .filter(|name| self.let_through.contains(name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "(notalone) {\n\treverse_proxy notalone:8000 {\n\t\tlb_try_duration 5s\n\t}\n}\n\
        {$PUBLIC_HOST} {\n\
        \t@public path /telegram/webhook /telegram/webhook/* /health\n\thandle @public {\n\t\timport notalone\n\t}\n\
        \t# The staff.\n\
        \t@staff {\n\t\tpath /console /console/* /api/v1/admin/*\n\t\tremote_ip {$STAFF_NETWORKS:192.0.2.1}\n\t}\n\
        \thandle @staff {\n\t\timport notalone\n\t}\n\
        \t@front_ends {\n\t\tpath /api/v1/*\n\t\tnot path /api/v1/admin/*\n\t\tremote_ip {$FRONT_END_NETWORKS:192.0.2.1}\n\t}\n\
        \thandle @front_ends {\n\t\timport notalone\n\t}\n\
        \thandle {\n\t\trespond 404\n\t}\n}\n";

    fn found(caddyfile: &str, routes: &str) -> Vec<String> {
        let checkout = Checkout::of(vec![
            TextFile::new(FILE, caddyfile),
            TextFile::new("api/src/routes/one.rs", routes),
        ]);
        problems(&checkout)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    fn changed(from: &str, to: &str, routes: &str) -> Vec<String> {
        assert!(SOUND.contains(from), "{from}");
        found(&SOUND.replacen(from, to, 1), routes)
    }

    #[test]
    fn each_route_at_its_own_door_is_fine() {
        let routes = "#[utoipa::path(\n    path = \"/api/v1/me\",\n)]\n.route(\"/console\", a).route(\n  \"/console/cases/{id}\", b)\n\
                      path = \"/api/v1/admin/cases\",\npath = \"/metrics\",\npath = \"/health/db\",\npath = \"/health\",\n\
                      .route(\"/telegram/webhook/{bot}\", c)";
        assert_eq!(found(SOUND, routes), Vec::<String>::new());
    }

    #[test]
    fn what_is_for_nobody_outside_goes_through_no_door() {
        let metrics = "path = \"/metrics\",";
        assert_eq!(
            changed(" /health\n", " /health /metrics\n", metrics),
            ["/metrics is for nobody outside and goes through [\"public\"]"]
        );
        let database = "    path = \"/health/db\",";
        assert_eq!(changed(" /health\n", " /health*\n", database).len(), 1);
        assert!(found(SOUND, metrics).is_empty() && found(SOUND, database).is_empty());
    }

    #[test]
    fn what_is_for_the_staff_is_at_no_other_door() {
        let cases = "path = \"/api/v1/admin/cases\",";
        assert_eq!(
            changed("\t\tnot path /api/v1/admin/*\n", "", cases),
            [
                "/api/v1/admin/cases is for @staff of ops/Caddyfile and goes through [\"staff\", \"front_ends\"]"
            ]
        );
        assert_eq!(
            changed(" /console/*", "", ".route(\"/console/staff\", a)").len(),
            1,
            "nobody reaches it"
        );
    }

    #[test]
    fn a_route_that_nobody_thought_of_is_a_problem() {
        let in_a_test =
            "#[cfg(test)]\nmod tests {\n  fn a() { Router::new().route(\"/debug\", a) }\n}";
        assert!(found(SOUND, in_a_test).is_empty());
        assert_eq!(found(SOUND, ".route(\"/debug\", a)").len(), 1);
        assert_eq!(found(SOUND, ".route(\"/consoles\", a)").len(), 1);
    }

    #[test]
    fn every_way_to_the_program_has_a_matcher_that_is_closed_unless_it_is_set() {
        assert_eq!(
            changed("\t\trespond 404\n", "\t\timport notalone\n", ""),
            ["lets through without a matcher"]
        );
        assert_eq!(
            changed("\t\trespond 404\n", "\t\treverse_proxy notalone:8000\n", "").len(),
            1
        );
        assert_eq!(
            changed(
                "{$STAFF_NETWORKS:192.0.2.1}",
                "{$STAFF_NETWORKS:0.0.0.0/0}",
                ""
            )
            .len(),
            1
        );
        assert_eq!(
            changed("\t\tremote_ip {$STAFF_NETWORKS:192.0.2.1}\n", "", "").len(),
            1
        );
        assert_eq!(
            changed("@public path", "@all path /*\n\t@public path", "").len(),
            1
        );
    }
}

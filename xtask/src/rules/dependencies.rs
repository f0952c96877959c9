//! Dependencies between our crates point one way, and some libraries have one place.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::{Checkout, Problem};

/// What each crate of ours may use of the others when it ships.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("event-store", &[]),
    ("projections", &["domain", "event-store"]),
    ("app", &["domain", "event-store", "projections"]),
    ("bot", &["domain", "projections", "app"]),
    ("api", &["domain", "projections", "app"]),
    (
        "notalone",
        &[
            "domain",
            "event-store",
            "projections",
            "app",
            "bot",
            "api",
            "telegram-simulator",
        ],
    ),
    // It depends on nothing of ours, so it cannot share our mistakes.
    ("telegram-simulator", &[]),
    ("testkit", &[]),
    (
        "benches",
        &[
            "domain",
            "event-store",
            "projections",
            "app",
            "bot",
            "api",
            "telegram-simulator",
            "testkit",
        ],
    ),
    ("xtask", &[]),
];

/// What tests of any crate but these may use on top.
const FOR_TESTS: [&str; 2] = ["testkit", "telegram-simulator"];
const WITHOUT_FIXTURES: [&str; 2] = ["domain", "testkit"];

/// Libraries and the only crates that may ship with them as a direct dependency.
const PLACES: [(&str, &[&str]); 9] = [
    ("teloxide", &["bot"]),
    ("teloxide-core", &["bot"]),
    // Its store loses view updates and has no order; only compared with.
    ("postgres-es", &["benches"]),
    (
        "axum",
        &[
            "bot",
            "api",
            "notalone",
            "telegram-simulator",
            "testkit",
            "benches",
        ],
    ),
    (
        "sqlx",
        &[
            "event-store",
            "projections",
            "app",
            "bot",
            "api",
            "notalone",
            "testkit",
            "benches",
        ],
    ),
    ("redis", &["app", "notalone", "benches"]),
    // Who may ask others over HTTP: Telegram, other replicas, the clock of tests, and what tests and the demo ask. The API is asked.
    (
        "reqwest",
        &[
            "app",
            "bot",
            "notalone",
            "telegram-simulator",
            "testkit",
            "benches",
        ],
    ),
    (
        "rand",
        &[
            "app",
            "bot",
            "notalone",
            "telegram-simulator",
            "testkit",
            "benches",
        ],
    ),
    (
        "tokio",
        &[
            "event-store",
            "projections",
            "app",
            "bot",
            "api",
            "notalone",
            "telegram-simulator",
            "testkit",
            "benches",
        ],
    ),
];

/// What must be compiled into libraries wherever they ship. That of `postgres-es`, which only tests and benches have, hides a missing
/// feature from all tests: cargo gives them the features of the whole workspace.
const FEATURES: [(&str, &str); 2] = [
    ("sqlx", "tls-rustls-ring-native-roots"),
    ("redis", "tokio-rustls-comp"),
];

/// The direct dependencies of one crate.
#[derive(Debug, Default)]
pub struct Crate {
    /// As in its manifest.
    pub name: String,
    /// What it ships with.
    pub normal: BTreeSet<String>,
    /// The features it asks of them.
    pub features: BTreeMap<String, Vec<String>>,
    /// What its tests add.
    pub dev: BTreeSet<String>,
}

/// The crates of the workspace, as cargo sees them.
pub fn read(checkout: &Checkout) -> anyhow::Result<Vec<Crate>> {
    let metadata = MetadataCommand::new()
        .manifest_path(checkout.root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let crates = metadata.packages.iter().map(|package| {
        let of_kind = |dev: bool| {
            let kind = move |kind| (kind == DependencyKind::Development) == dev;
            let dependencies = package.dependencies.iter();
            dependencies
                .filter(|one| kind(one.kind))
                .map(|one| one.name.clone())
                .collect()
        };
        let shipped = package.dependencies.iter();
        let shipped = shipped.filter(|one| one.kind != DependencyKind::Development);
        Crate {
            name: package.name.to_string(),
            normal: of_kind(false),
            features: shipped
                .map(|one| (one.name.clone(), one.features.clone()))
                .collect(),
            dev: of_kind(true),
        }
    });
    Ok(crates.collect())
}

/// Dependencies against the direction, or in the wrong place.
pub fn problems(crates: &[Crate]) -> Vec<Problem> {
    crates.iter().flat_map(problems_of).collect()
}

fn problems_of(one: &Crate) -> Vec<Problem> {
    let manifest = format!("{}/Cargo.toml", one.name);
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == one.name) else {
        return vec![Problem::of(
            &manifest,
            "a crate without a place: add it to ALLOWED in xtask's rule",
        )];
    };
    let mut found = Vec::new();
    for name in one
        .normal
        .iter()
        .filter(|name| is_ours(name) && !allowed.contains(&name.as_str()))
    {
        found.push(Problem::of(
            &manifest,
            format!("{} must not depend on {name}", one.name),
        ));
    }
    let fixtures =
        |name: &str| FOR_TESTS.contains(&name) && !WITHOUT_FIXTURES.contains(&one.name.as_str());
    for name in one.dev.iter().filter(|name| is_ours(name)) {
        if !ships_with(&one.name, name) && !fixtures(name) {
            found.push(Problem::of(
                &manifest,
                format!("tests of {} must not depend on {name}", one.name),
            ));
        }
    }
    for (library, places) in PLACES {
        if one.normal.contains(library) && !places.contains(&one.name.as_str()) {
            found.push(Problem::of(
                &manifest,
                format!("{library} is not for {}", one.name),
            ));
        }
    }
    for (library, feature) in FEATURES {
        let asked = one.features.get(library);
        if asked.is_some_and(|asked| !asked.iter().any(|one| one == feature)) {
            found.push(Problem::of(
                &manifest,
                format!("{library} ships without {feature}: no TLS"),
            ));
        }
    }
    found
}

/// Directly or through others: what is linked anyway, tests may also look at.
fn ships_with(name: &str, other: &str) -> bool {
    let direct = ALLOWED.iter().find(|(ours, _)| *ours == name);
    direct.is_some_and(|(_, below)| {
        below
            .iter()
            .any(|one| *one == other || ships_with(one, other))
    })
}

fn is_ours(name: &str) -> bool {
    ALLOWED.iter().any(|(ours, _)| *ours == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, normal: &[&str], dev: &[&str]) -> Vec<String> {
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let one = Crate {
            name: name.to_owned(),
            normal: set(normal),
            dev: set(dev),
            ..Crate::default()
        };
        problems(&[one])
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn the_way_down_is_open() {
        assert!(found("app", &["domain", "event-store", "sqlx"], &["testkit"]).is_empty());
        assert!(found("bot", &["app", "teloxide"], &["telegram-simulator"]).is_empty());
    }

    #[test]
    fn the_way_up_and_sideways_is_not() {
        assert_eq!(
            found("domain", &["app"], &[]),
            ["domain must not depend on app"]
        );
        assert_eq!(found("bot", &["api"], &[]), ["bot must not depend on api"]);
        assert_eq!(
            found("telegram-simulator", &["domain"], &[]),
            ["telegram-simulator must not depend on domain"]
        );
    }

    #[test]
    fn fixtures_never_ship_and_the_domain_does_without() {
        assert_eq!(
            found("app", &["testkit"], &[]),
            ["app must not depend on testkit"]
        );
        assert_eq!(
            found("domain", &[], &["testkit"]),
            ["tests of domain must not depend on testkit"]
        );
    }

    #[test]
    fn tests_may_look_at_what_is_below_and_not_beside() {
        assert!(found("bot", &["app"], &["event-store"]).is_empty());
        assert_eq!(
            found("bot", &["app"], &["api"]),
            ["tests of bot must not depend on api"]
        );
    }

    #[test]
    fn the_domain_has_no_runtime_no_database_and_no_chance() {
        for library in ["tokio", "sqlx", "axum", "teloxide", "rand"] {
            assert_eq!(
                found("domain", &[library], &[]),
                [format!("{library} is not for domain")]
            );
        }
    }

    #[test]
    fn what_decides_and_what_is_asked_asks_nobody_over_the_network() {
        for name in ["domain", "event-store", "projections", "api"] {
            assert_eq!(
                found(name, &["reqwest"], &[]),
                [format!("reqwest is not for {name}")]
            );
        }
    }

    #[test]
    fn databases_and_redis_ship_with_tls() {
        let asking = |features: &[&str]| {
            let features: Vec<String> = features.iter().map(ToString::to_string).collect();
            let one = Crate {
                name: "app".to_owned(),
                normal: ["redis".to_owned()].into(),
                features: [("redis".to_owned(), features)].into(),
                ..Crate::default()
            };
            problems(&[one]).len()
        };
        assert_eq!(asking(&["script", "tokio-rustls-comp"]), 0);
        assert_eq!(asking(&["script"]), 1);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(found("helpers", &[], &[]).len(), 1);
    }
}

//! The rules, a file each.

pub mod comparisons;
pub mod dependencies;
pub mod deployment;
pub mod docs;
pub mod doors;
pub mod events_table;
pub mod file_length;
pub mod machine_paths;
pub mod manifests;
pub mod migrations;
pub mod module_docs;
pub mod outward;
pub mod secrets;
pub mod shortcuts;
pub mod statements;
pub mod telemetry;
pub mod texts;

use crate::{Checkout, Problem};

/// Everything that is wrong with a checkout.
pub fn check(checkout: &Checkout) -> anyhow::Result<Vec<Problem>> {
    let rules: &[fn(&Checkout) -> Vec<Problem>] = &[
        comparisons::problems,
        deployment::problems,
        docs::problems,
        doors::problems,
        events_table::problems,
        file_length::problems,
        machine_paths::problems,
        manifests::problems,
        migrations::problems,
        module_docs::problems,
        outward::problems,
        secrets::problems,
        shortcuts::problems,
        statements::problems,
        telemetry::problems,
        texts::problems,
    ];
    let mut found = dependencies::problems(&dependencies::read(checkout)?);
    found.extend(rules.iter().flat_map(|rule| rule(checkout)));
    Ok(found)
}

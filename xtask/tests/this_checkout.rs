//! This checkout keeps its own rules.

use xtask::{Checkout, rules};

#[test]
fn this_checkout_keeps_its_rules() -> anyhow::Result<()> {
    let problems = rules::check(&Checkout::read()?)?;
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}", list.join("\n"));
    Ok(())
}

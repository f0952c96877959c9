//! `cargo run -p xtask -- check`: every rule over this checkout; exit code 1 when one is broken.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool"
)]

use std::process::ExitCode;

use xtask::{Checkout, rules};

fn main() -> anyhow::Result<ExitCode> {
    if std::env::args().nth(1).as_deref() != Some("check") {
        eprintln!("usage: cargo run -p xtask -- check");
        return Ok(ExitCode::from(2));
    }
    let checkout = Checkout::read()?;
    for warning in rules::file_length::warnings(&checkout) {
        println!("warning: {warning}");
    }
    let problems = rules::check(&checkout)?;
    for problem in &problems {
        println!("{problem}");
    }
    println!(
        "{} files, {} problems",
        checkout.files().len(),
        problems.len()
    );
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

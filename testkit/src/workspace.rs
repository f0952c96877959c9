//! Where things are in the checkout.

use std::path::{Path, PathBuf};

/// The root of the workspace that this crate was compiled in.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("testkit lies in the workspace")
        .to_path_buf()
}

/// A binary of the workspace, as built beside the running test (`target/<profile>/<name>`).
///
/// Cargo builds a binary for the tests of its own package; whoever runs one of another package has it built before.
pub fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of the running test");
    let path = test
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file());
    path.unwrap_or_else(|| {
        panic!(
            "no {name} beside {}: run `cargo build -p {name}`",
            test.display()
        )
    })
}

//! The benchmarks run; how fast is for people to read.

use std::process::Command;

#[test]
fn the_dispatcher_is_measured_beside_stock_and_its_chain_holds() {
    let output = Command::new(env!("CARGO_BIN_EXE_benches"))
        .args([
            "dispatcher",
            "--tasks",
            "1,4",
            "--milliseconds",
            "300",
            "--rounds",
            "1",
        ])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        printed
            .lines()
            .filter(|line| line.trim_start().starts_with("best"))
            .count(),
        2,
        "{printed}"
    );
    assert!(printed.contains("events holds"), "{printed}");
}

//! Ports for servers that must be told theirs before they start.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

/// Below the range that the kernel gives to outgoing connections, and apart from that of `scripts/postgres`.
const FROM: u32 = 12_000;
const COUNT: u32 = 8_000;
/// Tests run as processes side by side; each looks for its ports in a stretch of its own.
const STRETCH: u32 = 32;

/// A port of 127.0.0.1 on which nobody listens.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let start = std::process::id().wrapping_mul(STRETCH);
    (0..COUNT)
        .map(|_| FROM + start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .filter_map(|port| u16::try_from(port).ok())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

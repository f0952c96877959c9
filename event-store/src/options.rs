//! Limits of the log, each with its unit.

use std::time::Duration;

/// What bounds the appender and the wake-ups.
#[derive(Clone, Copy, Debug)]
pub struct LogOptions {
    /// Commands that may wait for the appender; more wait for a place.
    pub queue_commands: usize,
    /// The most commands in one batch.
    pub batch_commands: usize,
    /// The most bytes of payload, metadata and keys in one batch; a single larger command goes alone.
    pub batch_bytes: usize,
    /// How long a command is tried before it is answered `Unavailable`.
    pub unavailable_after: Duration,
    /// How long the server may work on one batch, the wait for the head included, so that a stuck session lets go of the head.
    pub statement_timeout: Duration,
    /// How long this side waits for one answer before it connects anew and sends the batch again.
    pub attempt_timeout: Duration,
    /// How often the head is asked for when nothing was heard of it.
    pub poll_interval: Duration,
    /// The least time between two notifications to other processes.
    pub notify_pause: Duration,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            queue_commands: 4096,
            batch_commands: 256,
            batch_bytes: 4 << 20,
            unavailable_after: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(2),
            attempt_timeout: Duration::from_secs(3),
            poll_interval: Duration::from_secs(1),
            notify_pause: Duration::from_millis(10),
        }
    }
}

//! Numbers on their way into metrics.

/// A position or count as a gauge takes it; exact up to 2^53.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn value(count: i64) -> f64 {
    count as f64
}

/// A length as a gauge takes it.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn size(count: usize) -> f64 {
    count as f64
}

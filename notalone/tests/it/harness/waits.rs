//! How long tests wait for conditions.

use std::time::Duration;

/// For what the system does by itself in milliseconds; long, because the machine may be busy.
pub(super) const SOON: Duration = Duration::from_mins(1);

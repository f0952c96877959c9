//! How many members search right now.

use crate::Services;

/// Members who wait for a proposal; `None` when the read model cannot be read: the card does without it then.
pub async fn count(services: &Services) -> Option<u32> {
    match projections::seekers::waiting_count(&services.pool).await {
        Ok(count) => u32::try_from(count).ok(),
        Err(error) => {
            tracing::warn!(%error, "the number of seekers is not known");
            None
        }
    }
}

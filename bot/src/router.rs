//! Which handler an update belongs to.

use crate::{HandleError, Incoming, Services};

/// Handles one update; returning `Ok` means it is done and may be acknowledged.
pub async fn handle(services: &Services, incoming: Incoming) -> Result<(), HandleError> {
    let _ = (services, incoming);
    Ok(())
}

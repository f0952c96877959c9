//! What was written about cases is kept for a while after they are closed (`NOTALONE_CASE_TEXT_RETENTION`).

use chrono::{DateTime, Duration, Utc};
use cqrs_es::Aggregate;
use domain::Event;
use domain::moderation::Case;
use event_store::read;
use projections::{Positioned, cases};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{AppError, Vault};

/// How many cases are read at a time.
const PAGE_CASES: usize = 200;

/// Deletes comments, appeals and notes that are older than `retention` and belong to no open case; says how many.
///
/// A case that stays open keeps its own texts and nobody else's, also one that an appeal opened again.
pub async fn sweep_case_texts(
    pool: &PgPool,
    vault: &Vault,
    retention: Duration,
    now: DateTime<Utc>,
) -> Result<u64, AppError> {
    let kept_since = now - retention;
    let open: Vec<String> = cases::open(pool)
        .await?
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut needed = Vec::new();
    for page in open.chunks(PAGE_CASES) {
        needed.extend(texts_of(pool, page).await?);
    }
    vault.sweep_case_texts(kept_since, &needed).await
}

/// What these cases name in the vault. An event that cannot be read stops the sweep: what it names is not known.
async fn texts_of(pool: &PgPool, cases: &[String]) -> Result<Vec<Uuid>, AppError> {
    let mut named = Vec::new();
    for record in read::streams(pool, Case::TYPE, cases).await? {
        if let Event::Case(_, event) = Positioned::decode(&record)?.event {
            named.extend(event.sealed().map(|reference| reference.0));
        }
    }
    Ok(named)
}

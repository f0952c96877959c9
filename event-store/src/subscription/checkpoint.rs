//! How far each subscription has read.

use std::time::Duration;

use sqlx::{PgExecutor, PgPool, Postgres, Transaction};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{EventLog, Lease, StoreError};

/// The longest pause between two looks at a checkpoint that another process moves.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The lease under which a subscription runs.
pub(super) fn lease_name(subscription: &str) -> String {
    format!("subscription:{subscription}")
}

/// What a subscription owner may do with its checkpoint. Each move is a compare-and-set on owner, epoch and position, so an owner that was
/// frozen and thawed moves nothing.
pub(super) struct Checkpoint {
    pub(super) name: String,
    owner: Uuid,
    epoch: i64,
}

impl Checkpoint {
    /// Takes the checkpoint over under the lease, and answers where it is; begins at 0.
    pub(super) async fn attach(
        pool: &PgPool,
        name: &str,
        lease: &Lease,
    ) -> Result<(Self, i64), StoreError> {
        let position = sqlx::query_scalar(
            "INSERT INTO checkpoints AS c (name, position, owner, epoch) VALUES ($1, 0, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET owner = EXCLUDED.owner, epoch = EXCLUDED.epoch \
             WHERE c.epoch < EXCLUDED.epoch RETURNING position",
        )
        .bind(name)
        .bind(lease.owner())
        .bind(lease.epoch())
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| StoreError::LostOwnership(name.to_owned()))?;
        let checkpoint = Self {
            name: name.to_owned(),
            owner: lease.owner(),
            epoch: lease.epoch(),
        };
        Ok((checkpoint, position))
    }

    /// Where the checkpoint is, asked again after an answer was lost.
    pub(super) async fn position(&self, pool: &PgPool) -> Result<i64, StoreError> {
        sqlx::query_scalar(
            "SELECT position FROM checkpoints WHERE name = $1 AND owner = $2 AND epoch = $3",
        )
        .bind(&self.name)
        .bind(self.owner)
        .bind(self.epoch)
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| StoreError::LostOwnership(self.name.clone()))
    }

    /// Moves the checkpoint within the handler's transaction.
    pub(super) async fn advance(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        from: i64,
        to: i64,
    ) -> Result<(), StoreError> {
        let moved = sqlx::query(
            "UPDATE checkpoints SET position = $5 WHERE name = $1 AND owner = $2 AND epoch = $3 AND position = $4",
        )
        .bind(&self.name)
        .bind(self.owner)
        .bind(self.epoch)
        .bind(from)
        .bind(to)
        .execute(&mut **transaction)
        .await?;
        if moved.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreError::LostOwnership(self.name.clone()))
        }
    }
}

/// The position of a subscription, 0 when it has never run.
pub async fn checkpoint(
    executor: impl PgExecutor<'_>,
    subscription: &str,
) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT position FROM checkpoints WHERE name = $1")
            .bind(subscription)
            .fetch_optional(executor)
            .await?
            .unwrap_or_default(),
    )
}

/// Sets a subscription to a position; its owner, wherever it runs, starts anew from there. What it has under way is rolled back.
///
/// Takes a pool or, so that tables and position change together, a transaction.
pub async fn reset(
    executor: impl PgExecutor<'_>,
    subscription: &str,
    position: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO checkpoints (name, position, owner, epoch) VALUES ($1, $2, NULL, 0) \
         ON CONFLICT (name) DO UPDATE SET position = EXCLUDED.position, owner = NULL",
    )
    .bind(subscription)
    .bind(position)
    .execute(executor)
    .await?;
    Ok(())
}

/// Removes all trace of a subscription that will not run again.
pub async fn forget(pool: &PgPool, subscription: &str) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("DELETE FROM checkpoints WHERE name = $1")
        .bind(subscription)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("DELETE FROM parked_events WHERE subscription = $1")
        .bind(subscription)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("DELETE FROM leases WHERE name = $1")
        .bind(lease_name(subscription))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// A subscription as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SubscriptionStatus {
    /// The stable name.
    pub name: String,
    /// The last position handled.
    pub position: i64,
    /// Events it has still to handle.
    pub lag: i64,
    /// Who runs it now, if anyone.
    pub owner: Option<Uuid>,
    /// Events it could not handle.
    pub parked: i64,
}

/// Every subscription there ever was, by name.
pub async fn status(pool: &PgPool) -> Result<Vec<SubscriptionStatus>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT c.name, c.position, greatest(h.position - c.position, 0) AS lag, \
                (SELECT l.owner FROM leases l \
                 WHERE l.name = 'subscription:' || c.name AND l.until >= clock_timestamp()) AS owner, \
                (SELECT count(*) FROM parked_events p WHERE p.subscription = c.name) AS parked \
         FROM checkpoints c CROSS JOIN log_head h ORDER BY c.name",
    )
    .fetch_all(pool)
    .await?)
}

/// Waits until a subscription has handled a position, whichever process runs it: read your own writes. `false` when it has not by the deadline.
pub async fn wait_for(
    log: &EventLog,
    subscription: &str,
    position: i64,
    deadline: Instant,
) -> Result<bool, StoreError> {
    let mut here = log.progress(subscription).subscribe();
    loop {
        if *here.borrow_and_update() >= position
            || checkpoint(log.pool(), subscription).await? >= position
        {
            return Ok(true);
        }
        let now = Instant::now();
        if now >= deadline {
            return Ok(false);
        }
        // Moves by another process are only in the database.
        let again = (now + LOOK_AGAIN).min(deadline);
        let _ = tokio::time::timeout_at(again, here.changed()).await;
    }
}

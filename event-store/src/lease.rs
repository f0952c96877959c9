//! Who alone may do a thing, across processes: a row with an owner, an epoch and an end by the database's clock.
//!
//! A lease keeps others away while its owner lives; it cannot stop an owner that was frozen and thawed. What must not be done twice
//! is fenced by the epoch (as checkpoints are) or by guards.

use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::StoreError;
use crate::error::describe;

/// The longest pause between two tries to become owner.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// The pause after a renewal that got no answer.
const RENEWAL_PAUSE: Duration = Duration::from_millis(200);

/// A lease this process holds. Renewed in the background until released, dropped or lost.
pub struct Lease {
    pool: PgPool,
    name: String,
    owner: Uuid,
    epoch: i64,
    lost: CancellationToken,
    valid_until: watch::Receiver<Instant>,
    _renewal: DropGuard,
}

impl Lease {
    /// Takes the lease if it is free or its owner was silent for too long.
    pub async fn try_acquire(
        pool: &PgPool,
        name: &str,
        duration: Duration,
    ) -> Result<Option<Self>, StoreError> {
        // Counted from before the question, so that this side never believes in it longer than the database does.
        let asked = Instant::now();
        let taken: Option<(Uuid, i64)> = sqlx::query_as(
            "INSERT INTO leases AS held (name, owner, epoch, until) \
             VALUES ($1, gen_random_uuid(), 1, clock_timestamp() + make_interval(secs => $2)) \
             ON CONFLICT (name) DO UPDATE \
             SET owner = EXCLUDED.owner, epoch = held.epoch + 1, until = EXCLUDED.until \
             WHERE held.owner IS NULL OR held.until < clock_timestamp() \
             RETURNING owner, epoch",
        )
        .bind(name)
        .bind(duration.as_secs_f64())
        .fetch_optional(pool)
        .await?;
        Ok(taken.map(|(owner, epoch)| {
            let renewal = Renewal {
                pool: pool.clone(),
                name: name.to_owned(),
                owner,
                epoch,
                duration,
                valid_until: watch::Sender::new(asked + duration),
            };
            Self::hold(renewal)
        }))
    }

    /// Waits until the lease is taken or `stop` comes (`None`), whatever the database does meanwhile.
    pub async fn acquire(
        pool: &PgPool,
        name: &str,
        duration: Duration,
        stop: &CancellationToken,
    ) -> Option<Self> {
        let pause = LONGEST_WAIT.min(duration / 3);
        loop {
            let tried = stop
                .run_until_cancelled(Self::try_acquire(pool, name, duration))
                .await?;
            match tried {
                Ok(Some(lease)) => return Some(lease),
                Ok(None) => {}
                Err(StoreError::Database(error)) => {
                    tracing::warn!(lease = name, reason = describe(&error), "no lease");
                }
                Err(error) => tracing::warn!(lease = name, %error, "no lease"),
            }
            stop.run_until_cancelled(tokio::time::sleep(pause)).await?;
        }
    }

    fn hold(renewal: Renewal) -> Self {
        let lost = CancellationToken::new();
        let stop = CancellationToken::new();
        let lease = Self {
            pool: renewal.pool.clone(),
            name: renewal.name.clone(),
            owner: renewal.owner,
            epoch: renewal.epoch,
            lost: lost.clone(),
            valid_until: renewal.valid_until.subscribe(),
            _renewal: stop.clone().drop_guard(),
        };
        tokio::spawn(stop.run_until_cancelled_owned(renewal.run(lost)));
        lease
    }

    /// Who owns it; different for each time it is taken.
    pub fn owner(&self) -> Uuid {
        self.owner
    }

    /// Higher for each owner than for the one before.
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Cancelled when this process must stop: another has the lease, or it could not be renewed in time.
    pub fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// Whether nobody else can have it at this moment. A process that was frozen learns it here before it learns that the lease is lost.
    pub fn is_held(&self) -> bool {
        !self.lost.is_cancelled() && Instant::now() < *self.valid_until.borrow()
    }

    /// Gives the lease back, so that the next owner need not wait for its end.
    pub async fn release(self) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE leases SET owner = NULL, until = clock_timestamp() \
             WHERE name = $1 AND owner = $2 AND epoch = $3",
        )
        .bind(&self.name)
        .bind(self.owner)
        .bind(self.epoch)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

struct Renewal {
    pool: PgPool,
    name: String,
    owner: Uuid,
    epoch: i64,
    duration: Duration,
    valid_until: watch::Sender<Instant>,
}

impl Renewal {
    async fn run(self, lost: CancellationToken) {
        let mut pause = self.duration / 3;
        loop {
            tokio::time::sleep(pause).await;
            let asked = Instant::now();
            let valid_until = *self.valid_until.borrow();
            let renewed = tokio::time::timeout_at(valid_until, self.renew()).await;
            match renewed {
                Ok(Ok(true)) => {
                    self.valid_until.send_replace(asked + self.duration);
                    pause = self.duration / 3;
                }
                Ok(Ok(false)) => break,
                Ok(Err(_)) | Err(_) if Instant::now() >= valid_until => break,
                Ok(Err(_)) | Err(_) => pause = RENEWAL_PAUSE.min(self.duration / 10),
            }
        }
        tracing::warn!(lease = self.name, "lost a lease");
        lost.cancel();
    }

    async fn renew(&self) -> Result<bool, sqlx::Error> {
        let renewed = sqlx::query(
            "UPDATE leases SET until = clock_timestamp() + make_interval(secs => $4) \
             WHERE name = $1 AND owner = $2 AND epoch = $3",
        )
        .bind(&self.name)
        .bind(self.owner)
        .bind(self.epoch)
        .bind(self.duration.as_secs_f64())
        .execute(&self.pool)
        .await?;
        Ok(renewed.rows_affected() == 1)
    }
}

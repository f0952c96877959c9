//! Verifies the log in the background, all the time and anew from the first event once a day; signs the head daily.

use std::time::Duration;

use chrono::{DateTime, Utc};
use event_store::lease::Lease;
use event_store::verify::{Breakage, Verification, Verified, verify};
use sqlx::{PgPool, Row};
use tokio_util::sync::CancellationToken;

use super::{SignedHead, Signer, heads};
use crate::AppError;
use crate::alerts::{self, NewAlert, StaffAlert};
use crate::clock::SharedClock;

/// One verifier across replicas; two would only do the work twice.
const LEASE: &str = "audit";
/// Another replica goes on this long after the owner fell silent.
const LEASE_DURATION: Duration = Duration::from_secs(15);
/// How often new events are verified.
const ROUND: Duration = Duration::from_secs(2);
/// What was verified before this may have been changed since: the walk begins anew. Heads are signed as often.
const DAY: chrono::Duration = chrono::Duration::hours(24);

/// How far the log is verified, for the console and `admin/audit/head`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditStatus {
    /// Everything up to here is as it was written.
    pub verified: Verified,
    /// When that was found.
    pub verified_at: DateTime<Utc>,
    /// When a walk over everything, from the first event on, last came to its end.
    pub walk_done_at: Option<DateTime<Utc>>,
    /// The first broken position and how it is broken, if one was found. Stays until a whole walk finds nothing.
    pub broken: Option<(i64, String)>,
}

/// The progress row as it is read and written.
struct Progress {
    status: AuditStatus,
    walk_began_at: DateTime<Utc>,
}

/// What was found last; `None` before the first round.
pub async fn status(pool: &PgPool) -> Result<Option<AuditStatus>, AppError> {
    Ok(load(pool).await?.map(|progress| progress.status))
}

/// The background job of the worker role.
pub struct Verifier {
    /// Where the log is.
    pub pool: PgPool,
    /// Signs the head; without a key nothing is signed.
    pub signer: Option<Signer>,
    /// When a day has passed.
    pub clock: SharedClock,
}

impl Verifier {
    /// Runs until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        while let Some(lease) = Lease::acquire(&self.pool, LEASE, LEASE_DURATION, &stop).await {
            self.verify_while_held(&lease, &stop).await;
            if let Err(error) = lease.release().await {
                tracing::debug!(%error, "the lease runs out by itself");
            }
        }
    }

    async fn verify_while_held(&self, lease: &Lease, stop: &CancellationToken) {
        let mut rounds = tokio::time::interval(ROUND);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                () = stop.cancelled() => return,
                () = lease.lost().cancelled() => return,
            }
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "the log cannot be verified now");
            }
        }
    }

    /// Verifies what is new, or everything when a day has passed; signs the head when one has passed since the last signature.
    pub async fn round(&self) -> Result<AuditStatus, AppError> {
        let now = self.clock.now();
        let before = load(&self.pool).await?;
        let progress = match before {
            Some(progress) if now - progress.walk_began_at < DAY => {
                if progress.status.broken.is_some() {
                    // Nothing behind a broken place can be trusted; the next walk looks whether it was mended.
                    show(&progress.status);
                    return Ok(progress.status);
                }
                progress
            }
            earlier => Progress::begin_walk(earlier, now),
        };
        let progress = self.walk(progress, now).await?;
        save(&self.pool, &progress).await?;
        show(&progress.status);
        if let Some((position, breakage)) = &progress.status.broken {
            tracing::error!(position, breakage, "the log is not as it was written");
            let alert = StaffAlert::LogBroken {
                position: *position,
            };
            let occasion = format!("{position} {}", now.date_naive());
            alerts::write(&self.pool, &NewAlert::of_job(alert, &occasion, now)).await?;
        } else {
            self.publish(progress.status.verified, now).await?;
        }
        Ok(progress.status)
    }

    async fn walk(&self, from: Progress, now: DateTime<Utc>) -> Result<Progress, AppError> {
        let whole_walk = from.status.verified == Verified::START;
        let mut found = match verify(&self.pool, from.status.verified, None, |_, _| {}).await? {
            Verification::Intact(verified) => AuditStatus {
                verified,
                verified_at: now,
                walk_done_at: if whole_walk {
                    Some(now)
                } else {
                    from.status.walk_done_at
                },
                broken: None,
            },
            Verification::Broken {
                position,
                breakage,
                verified,
            } => AuditStatus {
                verified,
                verified_at: now,
                walk_done_at: from.status.walk_done_at,
                broken: Some((position, breakage.to_string())),
            },
        };
        if whole_walk
            && found.broken.is_none()
            && let Some(position) = heads::contradicted(&self.pool).await?
        {
            found.broken = Some((position, Breakage::Rewritten.to_string()));
        }
        Ok(Progress {
            status: found,
            walk_began_at: from.walk_began_at,
        })
    }

    async fn publish(&self, head: Verified, now: DateTime<Utc>) -> Result<(), AppError> {
        let Some(signer) = &self.signer else {
            return Ok(());
        };
        let last = heads::latest(&self.pool).await?;
        let due = last.is_none_or(|last| now - last.signed_at >= DAY);
        if head.position == 0 || !due {
            return Ok(());
        }
        let publication = signer.sign_head(head, now);
        heads::remember(&self.pool, &publication).await?;
        announce(&publication);
        let occasion = publication.statement();
        let alert = StaffAlert::HeadPublished(publication);
        alerts::write(&self.pool, &NewAlert::of_job(alert, &occasion, now)).await?;
        Ok(())
    }
}

impl Progress {
    /// From the first event on; what was found broken stays so until the walk is over.
    fn begin_walk(earlier: Option<Self>, now: DateTime<Utc>) -> Self {
        let earlier = earlier.map(|progress| progress.status);
        Self {
            status: AuditStatus {
                verified: Verified::START,
                verified_at: now,
                walk_done_at: earlier.as_ref().and_then(|status| status.walk_done_at),
                broken: earlier.and_then(|status| status.broken),
            },
            walk_began_at: now,
        }
    }
}

/// The line that leaves this machine with the logs: whoever keeps it can prove a rewritten log.
fn announce(signed: &SignedHead) {
    tracing::info!(
        head = signed.head,
        signed_at = %signed.signed_at,
        public_key = signed.public_key,
        signature = signed.signature,
        "head of the log"
    );
}

#[expect(clippy::cast_precision_loss, reason = "gauges")]
fn show(status: &AuditStatus) {
    metrics::gauge!("notalone_audit_verified_position").set(status.verified.position as f64);
    let broken = status.broken.as_ref();
    metrics::gauge!("notalone_audit_broken_position")
        .set(broken.map_or(0.0, |(position, _)| *position as f64));
}

async fn load(pool: &PgPool) -> Result<Option<Progress>, AppError> {
    let row = sqlx::query(
        "select position, hash, verified_at, walk_began_at, walk_done_at, broken_position, breakage from audit_progress",
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let broken: Option<i64> = row.try_get("broken_position")?;
    let breakage: Option<String> = row.try_get("breakage")?;
    Ok(Some(Progress {
        status: AuditStatus {
            verified: Verified {
                position: row.try_get("position")?,
                hash: row.try_get("hash")?,
            },
            verified_at: row.try_get("verified_at")?,
            walk_done_at: row.try_get("walk_done_at")?,
            broken: broken.zip(breakage),
        },
        walk_began_at: row.try_get("walk_began_at")?,
    }))
}

async fn save(pool: &PgPool, progress: &Progress) -> Result<(), AppError> {
    let status = &progress.status;
    let (broken, breakage) = status.broken.clone().unzip();
    sqlx::query(
        "insert into audit_progress (position, hash, verified_at, walk_began_at, walk_done_at, broken_position, breakage) \
         values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (only_row) do update set position = excluded.position, hash = excluded.hash, \
         verified_at = excluded.verified_at, walk_began_at = excluded.walk_began_at, walk_done_at = excluded.walk_done_at, \
         broken_position = excluded.broken_position, breakage = excluded.breakage",
    )
    .bind(status.verified.position)
    .bind(status.verified.hash)
    .bind(status.verified_at)
    .bind(progress.walk_began_at)
    .bind(status.walk_done_at)
    .bind(broken)
    .bind(breakage)
    .execute(pool)
    .await?;
    Ok(())
}

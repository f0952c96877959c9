//! News of the head: in this process at once, from other processes by notification, and by polling underneath.
//!
//! A notification inside the append transaction would serialise all commits of the database, so it is sent after the commit, on its
//! own connection, at most once per pause. It is a hint only; polling finds what it misses.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use sqlx::{Executor, PgPool};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::error::describe;
use crate::options::LogOptions;

const CHANNEL: &str = "event_log";
/// One each for listening, announcing and polling.
const CONNECTIONS: u32 = 3;
/// The longest that one of these may wait for the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Raises a watched position; a lower one changes nothing.
pub(crate) fn advance(watched: &watch::Sender<i64>, position: i64) {
    watched.send_if_modified(|current| {
        let later = position > *current;
        if later {
            *current = position;
        }
        later
    });
}

struct Wakes {
    pool: PgPool,
    options: LogOptions,
    /// Several logs may live in one database, a schema each; the channel is common to them.
    schema: String,
    head: watch::Sender<i64>,
}

/// Starts the three tasks; they end with `stop`.
pub(crate) fn start(
    pool: &PgPool,
    options: LogOptions,
    schema: String,
    head: watch::Sender<i64>,
    written: watch::Receiver<i64>,
    stop: &CancellationToken,
) {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        // A notification has nothing to lose, and must not cost the appender a flush.
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SET synchronous_commit = off; SET statement_timeout = '5s'")
                    .await
                    .map(|_| ())
            })
        })
        .connect_lazy_with(pool.connect_options().as_ref().clone());
    let wakes = Arc::new(Wakes {
        pool,
        options,
        schema,
        head,
    });
    let listening = wakes.clone();
    tokio::spawn(
        stop.clone()
            .run_until_cancelled_owned(async move { listening.listen().await }),
    );
    let announcing = wakes.clone();
    tokio::spawn(
        stop.clone()
            .run_until_cancelled_owned(async move { announcing.announce(written).await }),
    );
    tokio::spawn(
        stop.clone()
            .run_until_cancelled_owned(async move { wakes.poll().await }),
    );
}

impl Wakes {
    /// Hears of other processes' appends.
    async fn listen(&self) {
        loop {
            if let Err(error) = self.hear().await {
                tracing::debug!(reason = describe(&error), "listening anew");
            }
            tokio::time::sleep(self.options.poll_interval).await;
        }
    }

    async fn hear(&self) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(CHANNEL).await?;
        while let Some(notification) = listener.try_recv().await? {
            if let Some((schema, position)) = notification.payload().rsplit_once(':')
                && schema == self.schema
                && let Ok(position) = position.parse()
            {
                advance(&self.head, position);
            }
        }
        Ok(())
    }

    /// Tells other processes of this one's appends.
    async fn announce(&self, mut written: watch::Receiver<i64>) {
        while written.changed().await.is_ok() {
            let position = *written.borrow_and_update();
            let sent = sqlx::query("SELECT pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(format!("{}:{position}", self.schema))
                .execute(&self.pool);
            match tokio::time::timeout(PATIENCE, sent).await {
                Ok(Ok(_)) => {}
                // The others find out by polling.
                Ok(Err(error)) => tracing::debug!(reason = describe(&error), "not announced"),
                Err(_) => tracing::debug!("not announced in time"),
            }
            tokio::time::sleep(self.options.notify_pause).await;
        }
    }

    /// Looks for itself when nothing was heard for a while.
    async fn poll(&self) {
        let mut heard = self.head.subscribe();
        loop {
            let quiet = tokio::time::timeout(self.options.poll_interval, heard.changed()).await;
            if quiet.is_ok() {
                continue;
            }
            let asked = tokio::time::timeout(PATIENCE, crate::read::head(&self.pool)).await;
            if let Ok(Ok(head)) = asked {
                advance(&self.head, head.position);
            }
        }
    }
}

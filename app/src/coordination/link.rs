//! The connection to Redis: used while it answers, looked after by a task while it does not.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError};
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;
use tokio_util::task::AbortOnDropHandle;

const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);
/// A Redis that is gone is looked for at once, since one late answer need not mean more than that, and then at this pace.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Link {
    shared: Arc<Shared>,
    _keeper: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Shared {
    client: Client,
    answer_timeout: Duration,
    connection: RwLock<Option<Connected>>,
    lost: Notify,
}

/// The number tells a connection from the one that replaced it.
#[derive(Clone, Debug)]
struct Connected {
    number: u64,
    connection: MultiplexedConnection,
}

impl Link {
    /// Tries once, and goes on in the background if that failed.
    pub(super) async fn open(url: &str, answer_timeout: Duration) -> Result<Self, RedisError> {
        let shared = Arc::new(Shared {
            client: Client::open(url)?,
            answer_timeout,
            connection: RwLock::new(None),
            lost: Notify::new(),
        });
        let is_connected = shared.connect(0).await;
        if !is_connected {
            tracing::warn!("Redis does not answer: limits are kept by each process");
        }
        let keeper = tokio::spawn(keep(Arc::clone(&shared), is_connected));
        Ok(Self {
            shared,
            _keeper: AbortOnDropHandle::new(keeper),
        })
    }

    /// What Redis answers, or `None` at once while it is away. A failure or a late answer makes it count as away.
    pub(super) async fn with<T, F>(
        &self,
        call: impl FnOnce(MultiplexedConnection) -> F,
    ) -> Option<T>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let Connected { number, connection } = self.shared.connected()?;
        let answer = tokio::time::timeout(self.shared.answer_timeout, call(connection)).await;
        match answer {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) => {
                self.shared.lose(number, &error.category());
                None
            }
            Err(_) => {
                self.shared.lose(number, &"no answer in time");
                None
            }
        }
    }
}

impl Shared {
    fn connected(&self) -> Option<Connected> {
        self.connection
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Forgets the connection that failed, not one that has replaced it. Only the category is logged: an error may quote a command.
    fn lose(&self, number: u64, reason: &dyn std::fmt::Display) {
        let mut connection = self
            .connection
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if connection
            .as_ref()
            .is_some_and(|current| current.number == number)
        {
            *connection = None;
            tracing::warn!(%reason, "Redis is gone: limits are kept by each process");
            self.lost.notify_one();
        }
    }

    async fn connect(&self, number: u64) -> bool {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(self.answer_timeout));
        let attempt = async {
            let mut connection = self
                .client
                .get_multiplexed_async_connection_with_config(&config)
                .await?;
            redis::cmd("PING")
                .query_async::<String>(&mut connection)
                .await?;
            Ok::<_, RedisError>(connection)
        };
        // The library's own limits do not cover looking up a name.
        let Ok(Ok(connection)) = tokio::time::timeout(
            CONNECT_TIMEOUT + CONNECT_TIMEOUT.max(self.answer_timeout),
            attempt,
        )
        .await
        else {
            return false;
        };
        *self
            .connection
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Connected { number, connection });
        true
    }
}

async fn keep(shared: Arc<Shared>, mut is_connected: bool) {
    let mut number = 0;
    let mut attempts = tokio::time::interval(RETRY_PAUSE);
    attempts.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        metrics::gauge!("notalone_redis_up").set(f64::from(u8::from(is_connected)));
        if is_connected {
            shared.lost.notified().await;
            is_connected = false;
            continue;
        }
        attempts.tick().await;
        number += 1;
        is_connected = shared.connect(number).await;
        if is_connected {
            tracing::info!("Redis answers: limits are shared by all processes");
        }
    }
}

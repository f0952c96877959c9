//! The appender's own connection: set up for `append_batch`, dropped at the first doubt, made anew when needed.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};

use super::batch::{Batch, call_one};
use crate::error::describe;
use crate::options::LogOptions;
use crate::{Append, AppendError, Appended};

/// Why a batch has no answer.
pub(super) enum Failure {
    /// The database refuses the data of some command in it (SQLSTATE).
    Data(String),
    /// No answer; it may have been written or not.
    Connection,
}

pub(super) struct LogConnection {
    target: PgConnectOptions,
    settings: String,
    attempt_timeout: Duration,
    connection: Option<PgConnection>,
}

impl LogConnection {
    pub(super) fn new(pool: &PgPool, options: LogOptions) -> Self {
        Self {
            target: pool
                .connect_options()
                .as_ref()
                .clone()
                .disable_statement_logging(),
            settings: settings(options.statement_timeout),
            attempt_timeout: options.attempt_timeout,
            connection: None,
        }
    }

    /// Appends a batch; the answers are in the order of the commands.
    pub(super) async fn append(
        &mut self,
        appends: &[Append],
    ) -> Result<Vec<Result<Appended, AppendError>>, Failure> {
        // Taken out for the attempt: a connection in an unknown state is never used again.
        let connection = self.connection.take();
        let attempt = tokio::time::timeout(self.attempt_timeout, self.call(connection, appends));
        let failed = match attempt.await {
            Ok(Ok((connection, answers))) => {
                self.connection = Some(connection);
                return Ok(answers);
            }
            Ok(Err((connection, error))) => {
                if let Some(code) = data_error(&error) {
                    self.connection = connection;
                    return Err(Failure::Data(code));
                }
                describe(&error)
            }
            Err(_) => "no answer in time".to_owned(),
        };
        tracing::warn!(reason = failed, "the event log does not answer");
        Err(Failure::Connection)
    }

    async fn call(
        &self,
        connection: Option<PgConnection>,
        appends: &[Append],
    ) -> Result<
        (PgConnection, Vec<Result<Appended, AppendError>>),
        (Option<PgConnection>, sqlx::Error),
    > {
        let mut connection = match connection {
            Some(connection) => connection,
            None => self.connect().await.map_err(|error| (None, error))?,
        };
        let answered = match appends {
            [append] if append.events.len() == 1 && append.guards.is_empty() => {
                call_one(&mut connection, append).await
            }
            _ => Batch::of(appends).call(&mut connection).await,
        };
        match answered {
            Ok(answers) => Ok((connection, answers)),
            Err(error) => Err((Some(connection), error)),
        }
    }

    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.target).await?;
        connection.execute(self.settings.as_str()).await?;
        Ok(connection)
    }
}

/// The plans must stay index lookups whatever the statistics say of tables that were empty a moment ago; a session whose client is
/// cut off must not stay for hours.
fn settings(statement_timeout: Duration) -> String {
    format!(
        "SET statement_timeout = {timeout_ms}; SET jit = off; SET plan_cache_mode = force_generic_plan; \
         SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; \
         SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'; \
         SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3",
        timeout_ms = statement_timeout.as_millis(),
    )
}

/// The SQLSTATE when it is the data's fault: data exception, integrity violation, limit exceeded.
fn data_error(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code()?;
            ["22", "23", "54"]
                .contains(&code.get(..2)?)
                .then(|| code.into_owned())
        }
        // The driver could not even write it, for example a moment beyond the calendar.
        sqlx::Error::Encode(_) => Some("22000".to_owned()),
        _ => None,
    }
}

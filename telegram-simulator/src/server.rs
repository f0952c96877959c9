//! Starting and stopping the simulator.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock::Clock;
use crate::state::World;
use crate::{botapi, control, page};

/// How the simulator is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// A clock server to follow; the system's time otherwise.
    pub clock: Option<SocketAddr>,
    /// Bots that are there from the start; others appear with their first request.
    pub bots: Vec<BotConfig>,
    /// Whether Bot API requests are recorded.
    pub recording: bool,
    /// The newest so many requests are kept.
    pub recorded_requests_max: usize,
    /// The newest so many messages of each chat are kept.
    pub chat_messages_max: usize,
    /// Files are kept up to so many bytes.
    pub files_max_bytes: usize,
    /// A webhook that has not answered by then has failed; Telegram waits a minute.
    pub answer_timeout: Duration,
    /// The id of the first person; whoever keeps a bot's database over a restart takes one that is new to it.
    pub first_user_id: i64,
    /// The id of each bot's first update; as above.
    pub first_update_id: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: None,
            bots: Vec::new(),
            recording: true,
            recorded_requests_max: 20_000,
            chat_messages_max: 500,
            files_max_bytes: 256 * 1024 * 1024,
            answer_timeout: Duration::from_mins(1),
            // Above 2^32, so that a program that keeps ids in 32 bits fails here and not with real people.
            first_user_id: 7_000_000_001,
            // As far from 1 as Telegram's are, so that nobody takes them for counters.
            first_update_id: 100_000_001,
        }
    }
}

/// A bot that is there from the start.
#[derive(Debug, Clone)]
pub struct BotConfig {
    /// `id:secret`.
    pub token: String,
    /// Shown name.
    pub first_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
}

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not allowed.
    #[error("cannot listen on {addr}")]
    Listen {
        /// The wanted address.
        addr: SocketAddr,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The clock server does not answer.
    #[error("the clock server does not answer")]
    Clock(#[source] reqwest::Error),
    /// The HTTP client for webhooks cannot be made.
    #[error("cannot make an HTTP client")]
    Client(#[source] reqwest::Error),
}

/// The simulator.
#[derive(Debug)]
pub struct Simulator;

impl Simulator {
    /// Starts on `config.listen` and returns when it accepts connections.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let stop = CancellationToken::new();
        let guard = stop.clone().drop_guard();
        let addr = config.listen;
        let listen = |source| StartError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let router = Self::router(&config, stop.clone()).await?;
        let server = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(stop.cancelled_owned())
                .await
        });
        Ok(Running {
            addr,
            server,
            stop: guard,
        })
    }

    /// The simulator as a router for a server of the caller's; `stop` ends its background work.
    pub async fn router(config: &Config, stop: CancellationToken) -> Result<Router, StartError> {
        let clock = match config.clock {
            Some(addr) => Clock::follow(addr, stop.clone())
                .await
                .map_err(StartError::Clock)?,
            None => Clock::System,
        };
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(StartError::Client)?;
        let world = Arc::new(World::new(config, clock, http, stop));
        Ok(Router::new()
            .nest("/control", control::router())
            .merge(page::router())
            .fallback(botapi::serve)
            .layer(middleware::from_fn_with_state(
                Arc::clone(&world),
                end_with_the_server,
            ))
            .with_state(world))
    }
}

/// Long polls, hanging faults and waits must not hold up the end.
async fn end_with_the_server(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let answer = world.stop.run_until_cancelled(next.run(request)).await;
    answer.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// A simulator that runs; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    server: JoinHandle<std::io::Result<()>>,
    stop: DropGuard,
}

impl Running {
    /// The base address for bots (`TELEGRAM_API_URL`), the control API and the page.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops it at once, open connections included.
    pub async fn shutdown(self) {
        drop(self.stop);
        // It was told to end; how it ended does not matter any more.
        let _ended = self.server.await;
    }

    /// Runs until the server ends by itself, which it does only on an error.
    pub async fn wait(self) -> std::io::Result<()> {
        match self.server.await {
            Ok(outcome) => outcome,
            Err(error) => Err(std::io::Error::other(error)),
        }
    }
}

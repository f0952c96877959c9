//! A TCP proxy that misbehaves on request: stand it before Postgres, Redis or HTTP and see what a client makes of it.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

const CHUNK_BYTES: usize = 64 * 1024;

/// What goes through at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Open,
    Stalled,
    AnswersStalled,
    Refused,
}

#[derive(Debug, Clone, Copy)]
struct Settings {
    flow: Flow,
    delay: Duration,
    /// Raised by a cut; a connection of an earlier generation ends.
    generation: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Answer,
}

/// The proxy; its connections end when it is dropped.
#[derive(Debug)]
pub struct TcpProxy {
    address: SocketAddr,
    settings: watch::Sender<Settings>,
    _stop: DropGuard,
}

impl TcpProxy {
    /// Stands before `target`, like `127.0.0.1:5432`, and lets everything through.
    pub async fn start(target: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port for the proxy");
        let address = listener.local_addr().expect("the proxy's address");
        let open = Settings {
            flow: Flow::Open,
            delay: Duration::ZERO,
            generation: 0,
        };
        let settings = watch::Sender::new(open);
        let stop = CancellationToken::new();
        let accepting = accept(listener, target.into(), settings.subscribe(), stop.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(accepting));
        Self {
            address,
            settings,
            _stop: stop.drop_guard(),
        }
    }

    /// Stands before the server that a URL names.
    pub async fn before(url: &str) -> Self {
        let (start, end) = server_range(url);
        Self::start(&url[start..end]).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same URL, through the proxy.
    pub fn url(&self, url: &str) -> String {
        let (start, end) = server_range(url);
        format!("{}{}{}", &url[..start], self.address, &url[end..])
    }

    /// Ends every connection there is; new ones are let through.
    pub fn cut(&self) {
        self.settings
            .send_modify(|settings| settings.generation += 1);
    }

    /// Ends every connection and closes new ones at once, until [`Self::resume`].
    pub fn refuse(&self) {
        self.settings.send_modify(|settings| {
            settings.generation += 1;
            settings.flow = Flow::Refused;
        });
    }

    /// Nothing moves, in either direction, on connections that stay open, until [`Self::resume`].
    pub fn stall(&self) {
        self.settings
            .send_modify(|settings| settings.flow = Flow::Stalled);
    }

    /// Requests arrive, their answers do not: followed by [`Self::cut`] they are lost, by [`Self::resume`] late.
    pub fn stall_answers(&self) {
        self.settings
            .send_modify(|settings| settings.flow = Flow::AnswersStalled);
    }

    /// Every piece goes through so much later.
    pub fn delay(&self, delay: Duration) {
        self.settings.send_modify(|settings| settings.delay = delay);
    }

    /// Everything goes through again.
    pub fn resume(&self) {
        self.settings
            .send_modify(|settings| settings.flow = Flow::Open);
    }
}

/// Where in a URL its `host:port` stands.
fn server_range(url: &str) -> (usize, usize) {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let end = url[after_scheme..]
        .find(['/', '?'])
        .map_or(url.len(), |at| after_scheme + at);
    let start = url[after_scheme..end]
        .rfind('@')
        .map_or(after_scheme, |at| after_scheme + at + 1);
    (start, end)
}

async fn accept(
    listener: TcpListener,
    target: String,
    settings: watch::Receiver<Settings>,
    stop: CancellationToken,
) {
    // An error of accept is one client's that gave up early; the proxy goes on.
    loop {
        let Ok((client, _)) = listener.accept().await else {
            continue;
        };
        if settings.borrow().flow == Flow::Refused {
            continue;
        }
        let carrying = carry(client, target.clone(), settings.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(carrying));
    }
}

/// One connection, until either side closes it or it is cut.
async fn carry(client: TcpStream, target: String, settings: watch::Receiver<Settings>) {
    let generation = settings.borrow().generation;
    let Ok(server) = TcpStream::connect(&target).await else {
        return;
    };
    let (client_reads, client_writes) = client.into_split();
    let (server_reads, server_writes) = server.into_split();
    let mut cuts = settings.clone();
    tokio::select! {
        () = pump(client_reads, server_writes, Direction::Request, settings.clone()) => {}
        () = pump(server_reads, client_writes, Direction::Answer, settings) => {}
        _ = cuts.wait_for(|settings| settings.generation != generation) => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    direction: Direction,
    mut settings: watch::Receiver<Settings>,
) {
    let mut chunk = vec![0; CHUNK_BYTES];
    while let Ok(count @ 1..) = from.read(&mut chunk).await {
        let Ok(delay) = settings
            .wait_for(|now| passes(now.flow, direction))
            .await
            .map(|now| now.delay)
        else {
            return;
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&chunk[..count]).await.is_err() {
            return;
        }
    }
}

fn passes(flow: Flow, direction: Direction) -> bool {
    match flow {
        Flow::Open => true,
        Flow::AnswersStalled => direction == Direction::Request,
        Flow::Stalled | Flow::Refused => false,
    }
}

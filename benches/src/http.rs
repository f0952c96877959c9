//! The least HTTP client there is: one connection, one request at a time. What a load generator spends is missing elsewhere.

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The largest answer that is read.
const LARGEST_ANSWER_BYTES: usize = 1024 * 1024;

/// A connection that is kept open.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects to `address` for JSON posts to `path`; `headers` are lines that end in `\r\n`.
    pub(crate) async fn open(address: &str, path: &str, headers: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .context(address.to_owned())?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            head: format!(
                "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n{headers}"
            ),
            buffer: Vec::with_capacity(4096),
        })
    }

    /// Posts a body; returns the status once the whole answer is there.
    pub(crate) async fn post(&mut self, body: &str) -> anyhow::Result<u16> {
        let request = format!("{}Content-Length: {}\r\n\r\n{body}", self.head, body.len());
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some((status, length)) = answer(&self.buffer)?
                && self.buffer.len() >= length
            {
                return Ok(status);
            }
            if self.buffer.len() > LARGEST_ANSWER_BYTES {
                bail!("an answer is too large");
            }
        }
    }
}

/// The status of an answer and how long all of it is, once its head is there.
fn answer(bytes: &[u8]) -> anyhow::Result<Option<(u16, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, value)| value.trim().parse::<usize>())?;
    Ok(Some((status, end + 4 + length)))
}

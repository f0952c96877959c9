//! How large a body may be and how long it may take to come: whoever sends it slowly holds a connection and a task of ours.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};

/// The most bytes of a body (contract.md, "HTTP").
pub(crate) const LIMIT_BYTES: usize = 64 * 1024;
/// From its first byte to its last. Over a line that carries 4 KiB a second the largest one comes in time.
const WITHIN: Duration = Duration::from_secs(20);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Too large, or broken off; nobody is left to read the answer then.
    TooLarge,
    /// It did not come in time.
    TooSlow,
}

/// The whole body.
pub(crate) async fn read(body: Body) -> Result<Bytes, Unread> {
    read_within(body, WITHIN).await
}

async fn read_within(body: Body, time: Duration) -> Result<Bytes, Unread> {
    match tokio::time::timeout(time, to_bytes(body, LIMIT_BYTES)).await {
        Ok(read) => read.map_err(|_| Unread::TooLarge),
        Err(_) => Err(Unread::TooSlow),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::{StreamExt, stream};

    use super::*;

    const NO_TIME: Duration = Duration::ZERO;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let begun = stream::iter([Ok::<_, Infallible>("{")]);
        let endless = Body::from_stream(begun.chain(stream::pending()));
        assert_eq!(read_within(endless, NO_TIME).await, Err(Unread::TooSlow));
    }

    #[tokio::test]
    async fn a_body_that_is_there_is_read_up_to_its_limit() {
        let body = vec![b' '; LIMIT_BYTES];
        let read = read_within(Body::from(body.clone()), NO_TIME).await;
        assert_eq!(read.unwrap().len(), LIMIT_BYTES);
        let larger = [body, vec![b' ']].concat();
        let read = read_within(Body::from(larger), NO_TIME).await;
        assert_eq!(read, Err(Unread::TooLarge));
    }
}

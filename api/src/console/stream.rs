//! `GET /console/stream`: tells the open pages that there is something new, as server-sent events.
//!
//! Only that: the page asks for its rows itself, with its own session, so that nothing goes out that the person may not see.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, stream};
use tokio::time::Instant;

use super::Desk;
use super::signed_in::Moderating;

/// Pages ask for their rows no more often than this, whatever happens in the log.
const NO_MORE_OFTEN: Duration = Duration::from_secs(1);
/// Who else is looking is no event of the log, so pages ask now and then without one.
const AT_LEAST: Duration = Duration::from_secs(15);
/// A stream ends and is opened again: so an account that was disabled hears nothing more.
const LIFE: Duration = Duration::from_mins(5);

pub(super) async fn follow(
    State(desk): State<Desk>,
    _: Moderating,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let head = desk.dispatcher.log().watch_head();
    let (stop, ends_at) = (desk.stop.clone(), Instant::now() + LIFE);
    let events = stream::unfold((head, true), move |(mut head, is_first)| {
        let stop = stop.clone();
        async move {
            if !is_first {
                let waiting = async {
                    tokio::time::sleep(NO_MORE_OFTEN).await;
                    // Nothing new for a while is no failure; a log that is gone ends the stream with the process.
                    let _ = tokio::time::timeout(AT_LEAST, head.changed()).await;
                };
                tokio::select! {
                    () = stop.cancelled() => return None,
                    () = tokio::time::sleep_until(ends_at) => return None,
                    () = waiting => {}
                }
            }
            let position = *head.borrow_and_update();
            let event = Event::default().event("moved").data(position.to_string());
            Some((Ok(event), (head, false)))
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

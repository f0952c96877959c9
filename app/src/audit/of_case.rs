//! What a bundle of a case shows, and how it leaves the process: in pieces, as they are made.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::matching::Match;
use domain::moderation::Case;
use domain::values::CaseId;
use event_store::verify;
use futures::{Stream, stream};
use sqlx::PgPool;

use super::{BundleError, BundleScope, Signer, write_bundle};
use crate::AppError;

impl BundleScope {
    /// The case, and the talks that its reports are about. Both hold ids and choices; names and texts are in the vault.
    pub fn of_case(case_id: CaseId, case: &Case) -> Self {
        let stream = (Case::TYPE.to_owned(), case_id.to_string());
        let mut streams = vec![stream];
        for report in &case.reports {
            let talk = (Match::TYPE.to_owned(), report.match_id.to_string());
            if !streams.contains(&talk) {
                streams.push(talk);
            }
        }
        Self {
            subject: format!("{}/{case_id}", Case::TYPE),
            streams,
        }
    }

    /// The position of the last event shown, `None` when there is nothing to show.
    pub async fn last_position(&self, pool: &PgPool) -> Result<Option<i64>, AppError> {
        let extent = verify::extent(pool, &self.streams).await?;
        Ok(extent.map(|(_, last)| last))
    }
}

/// A bundle in pieces, each made when it is asked for, so that its length does not matter. What ends with an error lacks its signature.
pub fn stream_bundle(
    pool: PgPool,
    signer: Signer,
    scope: BundleScope,
    now: DateTime<Utc>,
) -> impl Stream<Item = Result<Vec<u8>, BundleError>> + Send + 'static {
    let made = Made::default();
    let mut output = made.clone();
    let writing = async move { write_bundle(&pool, &signer, scope, now, &mut output).await };
    let mut writing = Some(Box::pin(writing));
    stream::poll_fn(move |context| {
        let Some(future) = writing.as_mut() else {
            return Poll::Ready(None);
        };
        let written = future.as_mut().poll(context);
        let piece = made.take();
        match written {
            Poll::Ready(Err(error)) => {
                writing = None;
                Poll::Ready(Some(Err(error)))
            }
            Poll::Ready(Ok(())) => {
                writing = None;
                Poll::Ready(Some(Ok(piece)))
            }
            Poll::Pending if piece.is_empty() => Poll::Pending,
            Poll::Pending => Poll::Ready(Some(Ok(piece))),
        }
    })
}

/// What was written and not yet taken.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<u8>>>);

impl Made {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Made {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Group commit and coalesced look-ups: many concurrent calls, one query.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::AppError;

/// How much a [`Batcher`] takes on.
#[derive(Clone, Copy, Debug)]
pub struct BatchLimits {
    /// Names the batcher in errors and metrics.
    pub name: &'static str,
    /// Calls that may wait; the next caller waits for room.
    pub max_waiting: usize,
    /// Calls in one query.
    pub max_batch: usize,
    /// Queries at once. One coalesces best; two hide the round trip.
    pub max_parallel: usize,
    /// After this long a query counts as failed.
    pub timeout: Duration,
}

impl BatchLimits {
    /// Fit for one short query by primary key.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            max_waiting: 4096,
            max_batch: 512,
            max_parallel: 2,
            timeout: Duration::from_secs(10),
        }
    }
}

struct Waiting<K, V> {
    key: K,
    answer: oneshot::Sender<Result<V, AppError>>,
}

/// Takes all calls that wait, answers them with one load, and takes the next; cheap to clone. Nobody waits for a batch to
/// fill: alone, a call costs one load.
#[derive(Debug)]
pub struct Batcher<K, V> {
    name: &'static str,
    queue: mpsc::Sender<Waiting<K, V>>,
}

impl<K, V> Clone for Batcher<K, V> {
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            queue: self.queue.clone(),
        }
    }
}

impl<K: Send + 'static, V: Send + 'static> Batcher<K, V> {
    /// [`Self::with_limits`] of [`BatchLimits::named`].
    pub fn new<L, F>(name: &'static str, load: L) -> Self
    where
        L: Fn(Vec<K>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Vec<V>, AppError>> + Send + 'static,
    {
        Self::with_limits(BatchLimits::named(name), load)
    }

    /// Starts the batching task; it ends with the last clone.
    ///
    /// `load` answers every key it is given, in the same order; equal keys may come in one batch. A load that panics or fails
    /// fails its own batch only.
    pub fn with_limits<L, F>(limits: BatchLimits, load: L) -> Self
    where
        L: Fn(Vec<K>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Vec<V>, AppError>> + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(limits.max_waiting.max(1));
        tokio::spawn(run(limits, waiting, Arc::new(load)));
        Self {
            name: limits.name,
            queue,
        }
    }

    /// The answer for one key, loaded together with everything that waits at this moment.
    ///
    /// Giving up waiting does not take the key out of its batch.
    pub async fn load(&self, key: K) -> Result<V, AppError> {
        let (answer, answered) = oneshot::channel();
        self.queue
            .send(Waiting { key, answer })
            .await
            .map_err(|_| AppError::Stopped(self.name))?;
        answered.await.unwrap_or(Err(AppError::Stopped(self.name)))
    }
}

async fn run<K, V, L, F>(
    limits: BatchLimits,
    mut waiting: mpsc::Receiver<Waiting<K, V>>,
    load: Arc<L>,
) where
    K: Send + 'static,
    V: Send + 'static,
    L: Fn(Vec<K>) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Vec<V>, AppError>> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(limits.max_parallel.max(1)));
    // The slot comes first: calls gather while every query is under way. It is never closed.
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        let mut batch = Vec::new();
        if waiting.recv_many(&mut batch, limits.max_batch.max(1)).await == 0 {
            return;
        }
        let load = Arc::clone(&load);
        tokio::spawn(async move {
            answer_batch(limits, batch, load.as_ref()).await;
            drop(slot);
        });
    }
}

async fn answer_batch<K, V, L, F>(limits: BatchLimits, batch: Vec<Waiting<K, V>>, load: &L)
where
    L: Fn(Vec<K>) -> F,
    F: Future<Output = Result<Vec<V>, AppError>>,
{
    let (keys, answers): (Vec<K>, Vec<_>) = batch
        .into_iter()
        .map(|waiting| (waiting.key, waiting.answer))
        .unzip();
    let loaded = match tokio::time::timeout(limits.timeout, load(keys)).await {
        Ok(loaded) => loaded,
        Err(_) => Err(AppError::TimedOut(limits.name)),
    };
    // A caller that gave up has dropped its receiver: its answer may be dropped too.
    match loaded {
        Ok(values) => {
            debug_assert_eq!(values.len(), answers.len(), "one answer for each key");
            for (value, answer) in values.into_iter().zip(answers) {
                let _ = answer.send(Ok(value));
            }
        }
        Err(error) => {
            let shared = Arc::new(error);
            for answer in answers {
                let _ = answer.send(Err(AppError::Batch(Arc::clone(&shared))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tokio::sync::Notify;

    use super::*;

    type Sizes = Arc<Mutex<Vec<usize>>>;

    /// Doubles numbers, remembers the batches, and holds the first one until told.
    fn doubling(limits: BatchLimits) -> (Batcher<u32, u32>, Sizes, Arc<Notify>) {
        let (sizes, go) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
        let (seen, gate) = (Arc::clone(&sizes), Arc::clone(&go));
        let batcher = Batcher::with_limits(limits, move |keys: Vec<u32>| {
            let first = {
                let mut seen = seen.lock().unwrap();
                seen.push(keys.len());
                seen.len() == 1
            };
            let gate = Arc::clone(&gate);
            async move {
                if first {
                    gate.notified().await;
                }
                assert!(!keys.contains(&13), "a load that panics");
                if keys.contains(&404) {
                    return Err(AppError::Sealed);
                }
                Ok(keys.into_iter().map(|key| key * 2).collect())
            }
        });
        (batcher, sizes, go)
    }

    fn one_at_a_time() -> BatchLimits {
        BatchLimits {
            max_parallel: 1,
            ..BatchLimits::named("doubling")
        }
    }

    #[tokio::test]
    async fn calls_that_wait_share_one_load_and_get_their_own_answers() {
        let (batcher, sizes, go) = doubling(one_at_a_time());
        let calls: Vec<_> = (1000..1100)
            .map(|key| {
                let batcher = batcher.clone();
                tokio::spawn(async move { batcher.load(key).await.unwrap() })
            })
            .collect();
        // A current-thread runtime: after this every call has reached the queue.
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        go.notify_one();
        for (key, call) in (1000..).zip(calls) {
            assert_eq!(call.await.unwrap(), key * 2);
        }
        let sizes = sizes.lock().unwrap().clone();
        assert_eq!(sizes.iter().sum::<usize>(), 100);
        assert!(sizes.len() <= 3, "{sizes:?}");
    }

    #[tokio::test]
    async fn a_failed_a_panicked_and_a_late_load_fail_their_own_calls_only() {
        let (batcher, _, go) = doubling(BatchLimits {
            timeout: Duration::from_millis(50),
            ..one_at_a_time()
        });
        // The first load is held and never let go.
        let late = batcher.load(1).await.unwrap_err();
        assert!(
            matches!(&late, AppError::Batch(cause) if matches!(**cause, AppError::TimedOut("doubling")))
        );
        assert!(matches!(batcher.load(404).await, Err(AppError::Batch(_))));
        assert!(matches!(batcher.load(13).await, Err(AppError::Stopped(_))));
        go.notify_one();
        assert_eq!(batcher.load(21).await.unwrap(), 42);
    }
}

//! One task per process that appends what all commands decided, a batch at a time.
//!
//! While a batch is at the database the next one gathers in the queue, so that the batch grows with the load and a lone command
//! does not wait for company.

mod batch;
mod check;
mod connection;

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use crate::options::LogOptions;
use crate::{Append, AppendError, Appended, metric};
use connection::{Failure, LogConnection};

/// The first pause before a batch is sent again; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// The longest pause before a batch is sent again.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The callers' end of the appender task.
pub(crate) struct Appender {
    queue: mpsc::Sender<Waiting>,
    patience: Duration,
}

type Answer = oneshot::Sender<Result<Appended, AppendError>>;

/// A command that waits for its answer.
struct Waiting {
    append: Append,
    bytes: usize,
    deadline: Instant,
    answer: Answer,
}

/// Commands on their way to the database, and who waits for each.
#[derive(Default)]
struct Batch {
    appends: Vec<Append>,
    answers: Vec<Answer>,
    /// When the first of them has waited long enough.
    deadline: Option<Instant>,
}

impl Batch {
    fn push(&mut self, waiting: Waiting) {
        self.appends.push(waiting.append);
        self.answers.push(waiting.answer);
        let first = self.deadline.unwrap_or(waiting.deadline);
        self.deadline = Some(first.min(waiting.deadline));
    }

    /// Leaves the first half.
    fn split_off_half(&mut self) -> Self {
        let half = self.appends.len() / 2;
        Self {
            appends: self.appends.split_off(half),
            answers: self.answers.split_off(half),
            deadline: self.deadline,
        }
    }

    fn answer(self, outcomes: Vec<Result<Appended, AppendError>>) {
        for (answer, outcome) in self.answers.into_iter().zip(outcomes) {
            // A caller that stopped waiting does not need the answer.
            let _ = answer.send(outcome);
        }
    }

    fn answer_all(self, error: &AppendError) {
        let outcomes = vec![Err(error.clone()); self.answers.len()];
        self.answer(outcomes);
    }
}

impl Appender {
    /// Starts the task; it ends when this handle is gone and the queue is empty.
    pub(crate) fn start(
        pool: &PgPool,
        options: LogOptions,
        head: watch::Sender<i64>,
        written: watch::Sender<i64>,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(options.queue_commands);
        let task = Task {
            waiting,
            held_back: VecDeque::new(),
            connection: LogConnection::new(pool, options),
            options,
            head,
            written,
        };
        tokio::spawn(task.run());
        Self {
            queue,
            patience: options.unavailable_after,
        }
    }

    pub(crate) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let bytes = check::check(&append)?;
        let deadline = Instant::now() + self.patience;
        let (answer, outcome) = oneshot::channel();
        let waiting = Waiting {
            append,
            bytes,
            deadline,
            answer,
        };
        match tokio::time::timeout_at(deadline, self.queue.send(waiting)).await {
            Ok(Ok(())) => outcome.await.unwrap_or(Err(AppendError::Unavailable)),
            Ok(Err(_)) | Err(_) => Err(AppendError::Unavailable),
        }
    }
}

struct Task {
    waiting: mpsc::Receiver<Waiting>,
    /// Taken from the queue but not fit for the current batch: a command id that is in it already, or no room.
    held_back: VecDeque<Waiting>,
    connection: LogConnection,
    options: LogOptions,
    head: watch::Sender<i64>,
    written: watch::Sender<i64>,
}

impl Task {
    async fn run(mut self) {
        while let Some(batch) = self.gather().await {
            if !batch.appends.is_empty() {
                self.append(batch).await;
            }
        }
    }

    /// Everything that waits, within the limits; `None` when no more can come.
    async fn gather(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        let mut ids = HashSet::new();
        let mut bytes = 0;
        let mut again = VecDeque::new();
        let mut candidate = match self.held_back.pop_front() {
            Some(waiting) => Some(waiting),
            None => Some(self.waiting.recv().await?),
        };
        // Whoever was answered a moment ago may be about to come back: a turn for them makes fewer, larger batches.
        tokio::task::yield_now().await;
        while let Some(waiting) = candidate {
            // Whoever stopped waiting before anything was sent is not served.
            if !waiting.answer.is_closed() {
                if !batch.appends.is_empty() && bytes + waiting.bytes > self.options.batch_bytes {
                    again.push_back(waiting);
                    break;
                }
                if ids.insert(waiting.append.command_id) {
                    bytes += waiting.bytes;
                    batch.push(waiting);
                } else {
                    again.push_back(waiting);
                }
            }
            if batch.appends.len() >= self.options.batch_commands {
                break;
            }
            candidate = self
                .held_back
                .pop_front()
                .or_else(|| self.waiting.try_recv().ok());
        }
        again.append(&mut self.held_back);
        self.held_back = again;
        Some(batch)
    }

    /// Sends a batch, in halves when the database refuses its data, until each command has an answer.
    async fn append(&mut self, batch: Batch) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.send(&part.appends, part.deadline).await {
                Ok(outcomes) => {
                    self.announce(&part.appends, &outcomes);
                    part.answer(outcomes);
                }
                Err(Failure::Data(code)) if part.appends.len() > 1 => {
                    tracing::warn!(
                        code,
                        commands = part.appends.len(),
                        "splitting a refused batch"
                    );
                    let second = part.split_off_half();
                    parts.push(second);
                    parts.push(part);
                }
                Err(Failure::Data(code)) => part.answer_all(&AppendError::Invalid { code }),
                Err(Failure::Connection) => part.answer_all(&AppendError::Unavailable),
            }
        }
    }

    /// Sends one part until the database answers it or its time is over. The command ids make sending it again harmless.
    async fn send(
        &mut self,
        appends: &[Append],
        deadline: Option<Instant>,
    ) -> Result<Vec<Result<Appended, AppendError>>, Failure> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.connection.append(appends).await {
                Err(Failure::Connection)
                    if deadline.is_some_and(|end| Instant::now() + pause < end) =>
                {
                    tokio::time::sleep(pause).await;
                    pause = LONGEST_PAUSE.min(pause * 2);
                }
                answered => return answered,
            }
        }
    }

    /// Before the answers, so that whoever looks right after an answer finds the head there.
    fn announce(&self, appends: &[Append], outcomes: &[Result<Appended, AppendError>]) {
        let mut events = 0;
        let mut head = 0;
        for (append, outcome) in appends.iter().zip(outcomes) {
            match outcome {
                Ok(Appended::Written { position, .. }) => {
                    events += append.events.len();
                    head = head.max(*position);
                }
                // Perhaps this process's own, written by a try whose answer was lost.
                Ok(Appended::AlreadyDone { position }) => head = head.max(*position),
                Err(_) => {}
            }
        }
        crate::wake::advance(&self.written, head);
        crate::wake::advance(&self.head, head);
        if events > 0 {
            metrics::histogram!("notalone_append_batch_events").record(metric::size(events));
            metrics::gauge!("notalone_log_head_position").set(metric::value(head));
        }
    }
}

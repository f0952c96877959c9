//! cqrs-es's `EventStore` over the log.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::{
    Aggregate, AggregateContext, AggregateError, DomainEvent, EventEnvelope, EventStore,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{Append, AppendError, Appended, EventLog, EventRecord, NewEvent, StoreError};

/// The metadata key of the command's id.
pub const COMMAND_ID: &str = "command_id";

/// An aggregate with the sequence it was loaded at.
#[derive(Clone, Debug)]
pub struct AggregateVersion<A> {
    /// The stream.
    pub aggregate_id: String,
    /// The aggregate as of `sequence`.
    pub aggregate: A,
    /// The stream's last sequence, 0 for a new stream.
    pub sequence: i64,
}

impl<A: Aggregate> AggregateVersion<A> {
    /// The aggregate before its first event.
    pub fn new(aggregate_id: impl Into<String>) -> Self {
        Self {
            aggregate_id: aggregate_id.into(),
            aggregate: A::default(),
            sequence: 0,
        }
    }
}

impl<A: Aggregate> AggregateContext<A> for AggregateVersion<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Why a stored event could not be read; it names types and fields, never values.
pub type DecodeFailure = Box<dyn std::error::Error + Send + Sync>;

/// A stored event's type, version and payload become an event of today.
type Decode<E> = Arc<dyn Fn(&str, &str, Value) -> Result<E, DecodeFailure> + Send + Sync>;

/// The log seen as cqrs-es's event store of one aggregate type.
pub struct LogStore<A: Aggregate> {
    log: EventLog,
    decode: Decode<A::Event>,
    clock: Option<Clock>,
}

impl<A: Aggregate> Clone for LogStore<A> {
    fn clone(&self) -> Self {
        Self {
            log: self.log.clone(),
            decode: Arc::clone(&self.decode),
            clock: self.clock.clone(),
        }
    }
}

impl<A: Aggregate> LogStore<A> {
    /// A store over the log whose events have only ever had one version: each payload is read as it is.
    pub fn new(log: EventLog) -> Self {
        Self {
            log,
            decode: Arc::new(|_, _, payload| Ok(serde_json::from_value(payload)?)),
            clock: None,
        }
    }

    /// Events are read by this function of type, version and payload, whose part it is to bring old versions up to date and to
    /// refuse what it does not know.
    #[must_use]
    pub fn with_decoder(
        mut self,
        decode: impl Fn(&str, &str, Value) -> Result<A::Event, DecodeFailure> + Send + Sync + 'static,
    ) -> Self {
        self.decode = Arc::new(decode);
        self
    }

    /// The clock for [`EventStore::commit`], which is not told the time; the database's clock without one.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The log underneath.
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// The aggregate as of now.
    pub async fn load(&self, aggregate_id: &str) -> Result<AggregateVersion<A>, StoreError> {
        let mut version = AggregateVersion::new(aggregate_id);
        self.refresh(&mut version).await?;
        Ok(version)
    }

    /// Applies what was written after the version; reads only that. Answers whether there was anything.
    ///
    /// On an error the version is as before.
    pub async fn refresh(&self, version: &mut AggregateVersion<A>) -> Result<bool, StoreError> {
        let records = self
            .log
            .stream(A::TYPE, &version.aggregate_id, version.sequence)
            .await?;
        let mut events = Vec::with_capacity(records.len());
        for record in records {
            events.push(self.read(record)?);
        }
        for event in &events {
            version.aggregate.apply(event.payload.clone());
            version.sequence += 1;
        }
        Ok(!events.is_empty())
    }

    fn read(&self, record: EventRecord) -> Result<EventEnvelope<A>, StoreError> {
        let payload = (self.decode)(&record.event_type, &record.event_version, record.payload)
            .map_err(|source| StoreError::Unreadable {
                position: record.position,
                source,
            })?;
        Ok(EventEnvelope {
            aggregate_id: record.aggregate_id,
            sequence: usize::try_from(record.sequence).unwrap_or_default(),
            payload,
            metadata: record.metadata,
        })
    }

    /// The command id a caller gave in the metadata, or one that nobody will repeat.
    fn command_id(&self, metadata: &HashMap<String, String>) -> Uuid {
        metadata
            .get(COMMAND_ID)
            .and_then(|id| id.parse().ok())
            .unwrap_or_else(|| self.log.next_command_id())
    }
}

impl<A: Aggregate> EventStore<A> for LogStore<A> {
    type AC = AggregateVersion<A>;

    async fn load_events(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let records = self
            .log
            .stream(A::TYPE, aggregate_id, 0)
            .await
            .map_err(store_error)?;
        records
            .into_iter()
            .map(|record| self.read(record).map_err(store_error))
            .collect()
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<Self::AC, AggregateError<A::Error>> {
        self.load(aggregate_id).await.map_err(store_error)
    }

    /// Answers with the events as written; with none when the command id was handled before.
    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: Self::AC,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let append = Append {
            command_id: self.command_id(&metadata),
            aggregate_type: A::TYPE,
            aggregate_id: context.aggregate_id.clone(),
            expected_sequence: context.sequence,
            events: events
                .iter()
                .map(NewEvent::of)
                .collect::<Result<_, _>>()
                .map_err(|error| AggregateError::DeserializationError(Box::new(error)))?,
            metadata: metadata.clone().into_iter().collect::<BTreeMap<_, _>>(),
            guards: Vec::new(),
            recorded_at: self
                .clock
                .as_ref()
                .map_or_else(|| self.log.database_time(), |clock| clock()),
        };
        match self.log.append(append).await {
            Ok(Appended::Written { .. }) => {
                let first = usize::try_from(context.sequence).unwrap_or_default() + 1;
                Ok(events
                    .into_iter()
                    .zip(first..)
                    .map(|(payload, sequence)| EventEnvelope {
                        aggregate_id: context.aggregate_id.clone(),
                        sequence,
                        payload,
                        metadata: metadata.clone(),
                    })
                    .collect())
            }
            Ok(Appended::AlreadyDone { .. }) => Ok(Vec::new()),
            Err(AppendError::Conflict { .. }) => Err(AggregateError::AggregateConflict),
            Err(error @ AppendError::Unavailable) => {
                Err(AggregateError::DatabaseConnectionError(Box::new(error)))
            }
            Err(error @ (AppendError::Guard { .. } | AppendError::Invalid { .. })) => {
                Err(AggregateError::UnexpectedError(Box::new(error)))
            }
        }
    }
}

impl NewEvent {
    /// An event as cqrs-es's stock repository would store it.
    pub fn of(event: &impl DomainEvent) -> Result<Self, serde_json::Error> {
        Ok(Self {
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload: serde_json::to_value(event)?,
        })
    }
}

fn store_error<E: std::error::Error>(error: StoreError) -> AggregateError<E> {
    match error {
        StoreError::Unreadable { source, .. } => AggregateError::DeserializationError(source),
        other => AggregateError::DatabaseConnectionError(Box::new(other)),
    }
}

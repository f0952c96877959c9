//! cqrs-es's `EventStore` over the log.

use std::marker::PhantomData;

use cqrs_es::{Aggregate, AggregateContext};

use crate::EventLog;

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

impl<A: Aggregate> AggregateContext<A> for AggregateVersion<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

/// The log seen as cqrs-es's event store of one aggregate type.
pub struct LogStore<A> {
    log: EventLog,
    aggregate: PhantomData<fn() -> A>,
}

impl<A: Aggregate> LogStore<A> {
    /// A store over the log.
    pub fn new(log: EventLog) -> Self {
        Self {
            log,
            aggregate: PhantomData,
        }
    }

    /// The log underneath.
    pub fn log(&self) -> &EventLog {
        &self.log
    }
}

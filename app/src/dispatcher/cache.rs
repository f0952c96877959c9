//! Hot aggregates with the sequence they were decided at, one bounded cache per aggregate type.

use std::any::{Any, TypeId};

use dashmap::DashMap;
use domain::Stream;
use event_store::AggregateVersion;
use moka::sync::Cache;

/// Streams kept per aggregate type. A member is about 300 bytes.
const STREAMS_PER_TYPE: u64 = 50_000;

/// Caches by aggregate type.
#[derive(Default)]
pub(super) struct Caches {
    by_type: DashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

type Streams<A> = Cache<<A as Stream>::Id, AggregateVersion<A>>;

impl Caches {
    pub(super) fn new() -> Self {
        Self::default()
    }

    fn of<A: Stream>(&self) -> Streams<A> {
        let entry = self
            .by_type
            .entry(TypeId::of::<A>())
            .or_insert_with(|| Box::new(Streams::<A>::new(STREAMS_PER_TYPE)));
        // The map is keyed by the very type it holds, so the downcast cannot fail; an empty cache would be right all the same.
        entry
            .downcast_ref::<Streams<A>>()
            .cloned()
            .unwrap_or_else(|| Streams::<A>::new(0))
    }

    pub(super) fn get<A: Stream>(&self, id: A::Id) -> Option<AggregateVersion<A>> {
        self.of::<A>().get(&id)
    }

    /// Keeps the newer of what is cached and what is given, so that a slow task cannot put an old state back.
    pub(super) fn put<A: Stream>(&self, id: A::Id, version: AggregateVersion<A>) {
        self.of::<A>()
            .entry(id)
            .and_compute_with(|cached| match cached {
                Some(cached) if cached.value().sequence > version.sequence => {
                    moka::ops::compute::Op::Nop
                }
                _ => moka::ops::compute::Op::Put(version),
            });
    }

    /// Forgets what is older than this.
    pub(super) fn forget_before<A: Stream>(&self, id: A::Id, sequence: i64) {
        let streams = self.of::<A>();
        let is_older = |cached: AggregateVersion<A>| cached.sequence < sequence;
        if streams.get(&id).is_some_and(is_older) {
            streams.invalidate(&id);
        }
    }

    pub(super) fn forget<A: Stream>(&self, id: A::Id) {
        self.of::<A>().invalidate(&id);
    }
}

//! All read models, so that command line, server and tests can go over them without knowing any.

use std::marker::PhantomData;

use async_trait::async_trait;
use event_store::EventRecord;
use sqlx::PgConnection;

use crate::cases::Cases;
use crate::conversations::Conversations;
use crate::ledger::Ledger;
use crate::member_cards::MemberCards;
use crate::mentions::Mentions;
use crate::reporters::Reporters;
use crate::searches::Searches;
use crate::seekers::Seekers;
use crate::staff_trail::StaffTrail;
use crate::subjects::Subjects;
use crate::table::{self, Method};
use crate::tip_eligibility::TipEligibility;
use crate::{Positioned, Projection, ProjectionError, View};

/// Every read model of this version of the program.
pub fn all() -> Vec<&'static dyn AnyProjection> {
    vec![
        &MEMBER_CARDS,
        &SEEKERS,
        &SEARCHES,
        &CONVERSATIONS,
        &TIP_ELIGIBILITY,
        &LEDGER,
        &CASES,
        &SUBJECTS,
        &REPORTERS,
        &MENTIONS,
        &STAFF_TRAIL,
    ]
}

static MEMBER_CARDS: Registered<MemberCards> = Registered(PhantomData);
static SEEKERS: Registered<Seekers> = Registered(PhantomData);
static SEARCHES: Registered<Searches> = Registered(PhantomData);
static CONVERSATIONS: Registered<Conversations> = Registered(PhantomData);
static TIP_ELIGIBILITY: Registered<TipEligibility> = Registered(PhantomData);
static LEDGER: Registered<Ledger> = Registered(PhantomData);
static CASES: Registered<Cases> = Registered(PhantomData);
static SUBJECTS: Registered<Subjects> = Registered(PhantomData);
static REPORTERS: Registered<Reporters> = Registered(PhantomData);
static MENTIONS: Registered<Mentions> = Registered(PhantomData);
static STAFF_TRAIL: Registered<StaffTrail> = Registered(PhantomData);

/// The read model of a name, as operators type it: with or without its version.
pub fn find(name: &str) -> Result<&'static dyn AnyProjection, ProjectionError> {
    all()
        .into_iter()
        .find(|projection| projection.name() == name || projection.table() == name)
        .ok_or_else(|| ProjectionError::Unknown(name.to_owned()))
}

/// A [`Projection`] whose types are hidden.
#[async_trait]
pub trait AnyProjection: Send + Sync {
    /// The stable name.
    fn name(&self) -> &'static str;

    /// The version of row and fold.
    fn version(&self) -> u32;

    /// The primary key's column.
    fn key_column(&self) -> &'static str;

    /// The aggregate types it reads.
    fn aggregates(&self) -> &'static [&'static str];

    /// `name_vN`: the table, the subscription and the `name` label of the metrics.
    fn table(&self) -> String {
        format!("{}_v{}", self.name(), self.version())
    }

    /// Whether it reads events of this stream's type.
    fn reads(&self, record: &EventRecord) -> bool {
        self.aggregates().contains(&record.aggregate_type.as_str())
    }

    /// Folds a batch into `table`, which is shaped like the projection's own: one query for the rows it touches, the fold in
    /// memory, one statement for what changed.
    async fn fold(
        &self,
        connection: &mut PgConnection,
        table: &str,
        events: &[Positioned],
        method: Method,
    ) -> Result<(), ProjectionError>;

    /// The rows that these events lead to, as JSON, in the order of their keys: the read model as of the last of them, as far as
    /// they are all that a row is made of.
    fn fold_in_memory(
        &self,
        events: &[Positioned],
    ) -> Result<Vec<serde_json::Value>, ProjectionError>;
}

struct Registered<P>(PhantomData<fn() -> P>);

#[async_trait]
impl<P: Projection> AnyProjection for Registered<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn version(&self) -> u32 {
        P::VERSION
    }

    fn key_column(&self) -> &'static str {
        P::KEY_COLUMN
    }

    fn aggregates(&self) -> &'static [&'static str] {
        P::AGGREGATES
    }

    async fn fold(
        &self,
        connection: &mut PgConnection,
        table: &str,
        events: &[Positioned],
        method: Method,
    ) -> Result<(), ProjectionError> {
        table::fold::<P>(connection, table, events, method).await
    }

    fn fold_in_memory(
        &self,
        events: &[Positioned],
    ) -> Result<Vec<serde_json::Value>, ProjectionError> {
        let mut view = View::<P>::empty_at(0);
        for event in events {
            view.apply(event);
        }
        let rows = view.rows().map(serde_json::to_value);
        rows.collect::<Result<_, _>>()
            .map_err(|source| ProjectionError::Row {
                table: self.table(),
                source,
            })
    }
}

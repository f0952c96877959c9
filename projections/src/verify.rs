//! Checks that a read model is what a rebuild would make of the log, without holding anybody up.

use event_store::{EventLog, subscription};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use crate::shadow::{self, OnProgress, Shadow};
use crate::{AnyProjection, ProjectionError};

/// Differences that are named; all are counted.
const NAMED_DIFFERENCES: usize = 100;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// As of which event both were compared.
    pub position: i64,
    /// Rows that are as they should be.
    pub equal: i64,
    /// Rows that are not.
    pub different: i64,
    /// The first of them in the order of their keys.
    pub differences: Vec<Difference>,
    /// Events that could not be folded: the ones that are, or would be, parked.
    pub skipped: Vec<i64>,
}

/// A row that is not what the log says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The primary key.
    pub key: String,
    /// In what way.
    #[serde(flatten)]
    pub kind: DifferenceKind,
}

/// In what way a row is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The log has it, the table does not.
    Missing,
    /// The table has it, the log does not.
    Extra,
    /// Both have it.
    Changed {
        /// The columns that differ.
        columns: Vec<String>,
    },
}

/// Folds the log into a temporary table up to where the live read model stands, and compares every row byte for byte.
///
/// Position and live rows are read in one snapshot, so the live read model goes on meanwhile.
///
/// # Errors
/// [`ProjectionError::Busy`] while another rebuild or verification of the same read model runs.
pub async fn verify(
    pool: &PgPool,
    log: &EventLog,
    projection: &'static dyn AnyProjection,
    on_progress: OnProgress<'_>,
) -> Result<Verified, ProjectionError> {
    let mut connection = shadow::exclusive(pool, projection).await?;
    let live = projection.table();
    let mut shadow = Shadow {
        projection,
        log,
        table: format!("{live}_verify"),
        position: 0,
        skipped: Vec::new(),
    };
    let temporary = &shadow.table;
    connection
        .execute(format!("create temporary table {temporary} (like {live} including all)").as_str())
        .await?;
    let near = subscription::checkpoint(&mut connection, &live).await?;
    shadow.fill(&mut connection, near, on_progress).await?;

    let mut snapshot = connection
        .begin_with("begin isolation level repeatable read")
        .await?;
    let position = subscription::checkpoint(&mut *snapshot, &live).await?;
    shadow.fill(&mut snapshot, position, on_progress).await?;
    let mut verified = compare(&mut snapshot, projection, &shadow.table).await?;
    snapshot.rollback().await?;
    shadow::release(connection).await?;
    verified.position = position;
    verified.skipped = shadow.skipped;
    Ok(verified)
}

type Pairing = (String, Option<Json<Value>>, Option<Json<Value>>);

async fn compare(
    connection: &mut PgConnection,
    projection: &dyn AnyProjection,
    expected: &str,
) -> Result<Verified, ProjectionError> {
    let (live, key) = (projection.table(), projection.key_column());
    let paired = format!(
        "(select {key} as key, live::text as text, to_jsonb(live) as document from {live} live) live
         full join (select {key} as key, e::text as text, to_jsonb(e) as document from {expected} e) expected using (key)"
    );
    let (equal, different): (i64, i64) = sqlx::query_as(&format!(
        "select count(*) filter (where live.text is not distinct from expected.text),
                count(*) filter (where live.text is distinct from expected.text)
         from {paired}"
    ))
    .fetch_one(&mut *connection)
    .await?;
    let named: Vec<Pairing> = sqlx::query_as(&format!(
        "select key::text, live.document, expected.document from {paired}
         where live.text is distinct from expected.text order by key limit {NAMED_DIFFERENCES}"
    ))
    .fetch_all(connection)
    .await?;
    Ok(Verified {
        position: 0,
        equal,
        different,
        differences: named.into_iter().map(difference).collect(),
        skipped: Vec::new(),
    })
}

fn difference((key, live, expected): Pairing) -> Difference {
    let kind = match (live, expected) {
        (None, _) => DifferenceKind::Missing,
        (_, None) => DifferenceKind::Extra,
        (Some(Json(live)), Some(Json(expected))) => DifferenceKind::Changed {
            columns: differing_columns(&live, &expected),
        },
    };
    Difference { key, kind }
}

fn differing_columns(live: &Value, expected: &Value) -> Vec<String> {
    live.as_object()
        .into_iter()
        .flatten()
        .filter(|(column, value)| expected.get(column.as_str()) != Some(*value))
        .map(|(column, _)| column.clone())
        .collect()
}

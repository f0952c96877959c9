//! Rows in and out of a read model's table, many at a time.
//!
//! A row travels as JSON, whose fields are the columns: Postgres gives them their types, and there is one mapping to keep right.

use std::collections::HashMap;

use domain::values::MemberId;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::view::Entry;
use crate::{Positioned, Projection, ProjectionError, copy, view};

/// Begins a transaction in which checkpoints and rows are those of one instant.
pub(crate) const SNAPSHOT: &str = "begin isolation level repeatable read read only";

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One statement that inserts, replaces and deletes: for small batches on a table others read.
    Upsert,
    /// Delete and COPY: for large batches into a table nobody reads yet.
    Copy,
}

/// An event with the rows it touches.
struct Touched<'a, P: Projection> {
    event: &'a Positioned,
    /// By their keys.
    keys: Vec<P::Key>,
    /// Or by whose they are.
    member: Option<MemberId>,
}

/// Folds a batch into a table that is shaped like the projection's own.
pub(crate) async fn fold<P: Projection>(
    connection: &mut PgConnection,
    table: &str,
    events: &[Positioned],
    method: Method,
) -> Result<(), ProjectionError> {
    let touched: Vec<Touched<'_, P>> = events
        .iter()
        .map(|event| Touched {
            event,
            keys: P::keys(&event.event),
            member: P::member(&event.event),
        })
        .filter(|touched| !touched.keys.is_empty() || touched.member.is_some())
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let mut entries: HashMap<P::Key, Entry<P>> = touched
        .iter()
        .flat_map(|touched| &touched.keys)
        .map(|key| {
            (
                *key,
                Entry {
                    row: None,
                    position: 0,
                },
            )
        })
        .collect();
    let keys = entries.keys().map(P::Key::to_string).collect();
    let members = touched.iter().filter_map(|touched| touched.member);
    let found = load::<P>(connection, table, keys, members.collect()).await?;
    let mut stored_keys = Vec::with_capacity(found.len());
    for (position, row) in found {
        let key = P::key(&row);
        stored_keys.push(key);
        entries.insert(
            key,
            Entry {
                row: Some(row),
                position,
            },
        );
    }
    for Touched {
        event,
        keys,
        member,
    } in touched
    {
        for key in keys {
            if let Some(entry) = entries.get_mut(&key) {
                view::step(key, entry, event);
            }
        }
        if let Some(member) = member {
            for (key, entry) in &mut entries {
                view::step_of_member(*key, entry, member, event);
            }
        }
    }
    match method {
        Method::Upsert => {
            let gone = stored_keys
                .into_iter()
                .filter(|key| entries[key].row.is_none());
            let gone = gone.map(|key| key.to_string()).collect();
            upsert::<P>(connection, table, gone, documents(table, &entries)?).await
        }
        Method::Copy => {
            let replaced = stored_keys.iter().map(P::Key::to_string).collect();
            delete::<P>(connection, table, replaced).await?;
            copy::copy_in(connection, table, &documents(table, &entries)?).await
        }
    }
}

async fn load<P: Projection>(
    connection: &mut PgConnection,
    table: &str,
    keys: Vec<String>,
    members: Vec<MemberId>,
) -> Result<Vec<(i64, P::Row)>, ProjectionError> {
    let (key, key_type) = (P::KEY_COLUMN, P::KEY_TYPE);
    let mut condition = format!("row.{key} = any($1::text[]::{key_type}[])");
    // Only when there are some: a condition over two columns costs a look into two indexes.
    if !members.is_empty() {
        for column in P::MEMBER_COLUMNS {
            condition += &[" or row.", column, " = any($2::uuid[])"].concat();
        }
    }
    let members: Vec<Uuid> = members.into_iter().map(|member| member.0).collect();
    let statement = format!(
        "select row.position, to_jsonb(row) from {table} row where $2::uuid[] is not null and ({condition})"
    );
    let rows: Vec<(i64, Json<P::Row>)> = sqlx::query_as(&statement)
        .bind(keys)
        .bind(members)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(position, Json(row))| (position, row))
        .collect())
}

/// The rows that exist, as JSON with their position.
fn documents<P: Projection>(
    table: &str,
    entries: &HashMap<P::Key, Entry<P>>,
) -> Result<Vec<Map<String, Value>>, ProjectionError> {
    let unreadable = |source| ProjectionError::Row {
        table: table.to_owned(),
        source,
    };
    let mut documents = Vec::with_capacity(entries.len());
    for entry in entries.values() {
        let Some(row) = &entry.row else { continue };
        let value = serde_json::to_value(row).map_err(unreadable)?;
        let mut document: Map<String, Value> = serde_json::from_value(value).map_err(unreadable)?;
        document.insert("position".to_owned(), entry.position.into());
        documents.push(document);
    }
    Ok(documents)
}

/// One statement, so that a batch costs one round trip; no key is both gone and written.
async fn upsert<P: Projection>(
    connection: &mut PgConnection,
    table: &str,
    gone: Vec<String>,
    documents: Vec<Map<String, Value>>,
) -> Result<(), ProjectionError> {
    let Some(columns) = documents.first().map(column_list) else {
        return delete::<P>(connection, table, gone).await;
    };
    let (key, key_type) = (P::KEY_COLUMN, P::KEY_TYPE);
    let excluded = columns.replace(", ", ", excluded.");
    let statement = format!(
        "with gone as (delete from {table} where {key} = any($1::text[]::{key_type}[]))
         insert into {table} ({columns})
         select {columns} from jsonb_populate_recordset(null::{table}, $2)
         on conflict ({key}) do update set ({columns}) = row (excluded.{excluded})"
    );
    sqlx::query(&statement)
        .bind(gone)
        .bind(Json(documents))
        .execute(connection)
        .await?;
    Ok(())
}

async fn delete<P: Projection>(
    connection: &mut PgConnection,
    table: &str,
    keys: Vec<String>,
) -> Result<(), ProjectionError> {
    if keys.is_empty() {
        return Ok(());
    }
    let (key, key_type) = (P::KEY_COLUMN, P::KEY_TYPE);
    sqlx::query(&format!(
        "delete from {table} where {key} = any($1::text[]::{key_type}[])"
    ))
    .bind(keys)
    .execute(connection)
    .await?;
    Ok(())
}

/// Column names come from struct fields, so they need no quoting.
pub(crate) fn column_list(document: &Map<String, Value>) -> String {
    document
        .keys()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

//! JSON rows as the text format of COPY (PostgreSQL manual, "COPY", "Text Format").

use serde_json::{Map, Value};
use sqlx::PgConnection;

use crate::ProjectionError;
use crate::table::column_list;

/// One message of COPY holds about this much.
const CHUNK_BYTES: usize = 256 * 1024;

/// Appends rows, all with the same fields, to a table.
pub(crate) async fn copy_in(
    connection: &mut PgConnection,
    table: &str,
    documents: &[Map<String, Value>],
) -> Result<(), ProjectionError> {
    let Some(first) = documents.first() else {
        return Ok(());
    };
    let statement = format!("copy {table} ({}) from stdin", column_list(first));
    let mut stream = connection.copy_in_raw(&statement).await?;
    let mut chunk = String::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 8);
    for document in documents {
        write_row(&mut chunk, document);
        if chunk.len() >= CHUNK_BYTES {
            stream.send(chunk.as_bytes()).await?;
            chunk.clear();
        }
    }
    stream.send(chunk.as_bytes()).await?;
    stream.finish().await?;
    Ok(())
}

fn write_row(out: &mut String, document: &Map<String, Value>) {
    for (index, value) in document.values().enumerate() {
        if index > 0 {
            out.push('\t');
        }
        match value {
            Value::Null => out.push_str("\\N"),
            Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
            Value::String(text) => write_escaped(out, text),
            Value::Array(elements) => write_escaped(out, &array_literal(elements)),
            // A jsonb column.
            Value::Object(_) => write_escaped(out, &value.to_string()),
        }
    }
    out.push('\n');
}

fn write_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
}

/// A one-dimensional array (PostgreSQL manual, "Array Input and Output Syntax").
fn array_literal(elements: &[Value]) -> String {
    let mut literal = String::from("{");
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            literal.push(',');
        }
        match element {
            Value::Null => literal.push_str("NULL"),
            Value::Bool(_) | Value::Number(_) => literal.push_str(&element.to_string()),
            Value::String(text) => write_quoted(&mut literal, text),
            Value::Array(_) | Value::Object(_) => write_quoted(&mut literal, &element.to_string()),
        }
    }
    literal.push('}');
    literal
}

fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sqlx::{Connection, PgConnection};

    use super::copy_in;

    #[tokio::test]
    async fn every_kind_of_value_arrives_as_it_was_sent() {
        let database = testkit::TestDatabase::empty().await;
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        sqlx::query("create table kinds (a_flag boolean, a_number bigint, a_text text, a_void text, numbers smallint[], texts text[], tree jsonb)")
            .execute(&mut connection)
            .await
            .unwrap();
        let row = json!({
            "a_flag": true,
            "a_number": -7,
            "a_text": "tab\tline\nreturn\rback\\slash \\N «quote\"",
            "a_void": null,
            "numbers": [1, null, -3],
            "texts": ["", "comma, {brace}", "quote\" back\\slash", "line\nbreak", null, "NULL"],
            "tree": {"leaf": ["\t", "\\"]},
        });
        let document = row.as_object().unwrap().clone();
        copy_in(&mut connection, "kinds", &[document.clone(), document])
            .await
            .unwrap();
        let read: Vec<serde_json::Value> = sqlx::query_scalar("select to_jsonb(kinds) from kinds")
            .fetch_all(&mut connection)
            .await
            .unwrap();
        assert_eq!(read, [row.clone(), row]);
    }
}

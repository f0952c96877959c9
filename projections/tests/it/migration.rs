//! The tables and the code that writes them.

use projections::all;

use crate::system::System;

#[tokio::test]
async fn every_read_model_has_its_table_with_one_default_partition() {
    let system = System::new().await;
    for projection in all() {
        let table = projection.table();
        let partitions: Vec<(String, String)> = sqlx::query_as(
            "select c.relname::text, pg_get_expr(c.relpartbound, c.oid)
             from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass",
        )
        .bind(&table)
        .fetch_all(&system.pool)
        .await
        .unwrap();
        assert_eq!(
            partitions,
            [(format!("{table}_rows"), "DEFAULT".to_owned())]
        );
    }
}

#[tokio::test]
async fn names_and_tables_are_used_once() {
    let mut names: Vec<_> = all()
        .iter()
        .flat_map(|projection| [projection.name().to_owned(), projection.table()])
        .collect();
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

//! The table of questions.

use app::AppError;
use domain::values::MemberId;
use sqlx::types::Json;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::{Dialogue, Draft, Question};

/// The question of a member, if one is stored.
pub async fn find(pool: &PgPool, member: MemberId) -> Result<Option<Dialogue>, AppError> {
    let row = sqlx::query(
        "select question, argument, asked_at, message_id, changed_by from dialogues where member_id = $1",
    )
    .bind(member.0)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let question: String = row.try_get("question")?;
    // A question of another version of ours is no question of this one.
    let Some(question) = Question::from_slug(&question) else {
        return Ok(None);
    };
    let Json(draft): Json<Draft> = row.try_get("argument")?;
    Ok(Some(Dialogue {
        question,
        draft,
        asked_at: row.try_get("asked_at")?,
        message_id: row.try_get("message_id")?,
        changed_by: row.try_get("changed_by")?,
    }))
}

/// Stores the question of a member in place of any other.
pub async fn save(pool: &PgPool, member: MemberId, dialogue: &Dialogue) -> Result<(), AppError> {
    sqlx::query(
        "insert into dialogues (member_id, question, argument, asked_at, message_id, changed_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (member_id) do update set question = excluded.question, argument = excluded.argument,
             asked_at = excluded.asked_at, message_id = excluded.message_id, changed_by = excluded.changed_by",
    )
    .bind(member.0)
    .bind(dialogue.question.slug())
    .bind(Json(dialogue.draft))
    .bind(dialogue.asked_at)
    .bind(dialogue.message_id)
    .bind(dialogue.changed_by)
    .execute(pool)
    .await?;
    Ok(())
}

/// Remembers by which message a question was shown. An answer that came meanwhile, at another process, has changed it already and counts.
pub async fn shown(
    pool: &PgPool,
    member: MemberId,
    changed_by: Uuid,
    message_id: i32,
) -> Result<(), AppError> {
    sqlx::query("update dialogues set message_id = $3 where member_id = $1 and changed_by = $2")
        .bind(member.0)
        .bind(changed_by)
        .bind(message_id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Forgets the question of a member; whether there was one.
pub async fn clear(pool: &PgPool, member: MemberId) -> Result<bool, AppError> {
    let done = sqlx::query("delete from dialogues where member_id = $1")
        .bind(member.0)
        .execute(pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

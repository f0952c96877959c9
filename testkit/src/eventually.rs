//! The one allowed wait: a condition, asked again until it holds or a deadline passes.

use std::time::{Duration, Instant};

/// Between two looks at the condition: short, so that a test costs what the system costs.
const PAUSE: Duration = Duration::from_millis(10);

/// Returns once `condition` holds.
///
/// # Panics
/// When `deadline` passes first, at the line of the caller's `await`.
pub async fn eventually<Condition, Answer>(deadline: Duration, mut condition: Condition)
where
    Condition: FnMut() -> Answer,
    Answer: Future<Output = bool>,
{
    eventually_some(deadline, || {
        let answer = condition();
        async move { answer.await.then_some(()) }
    })
    .await;
}

/// Returns what `look` finds, once it finds something.
///
/// # Panics
/// When `deadline` passes first.
pub async fn eventually_some<Look, Answer, Found>(deadline: Duration, mut look: Look) -> Found
where
    Look: FnMut() -> Answer,
    Answer: Future<Output = Option<Found>>,
{
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            start.elapsed() < deadline,
            "the condition did not hold within {deadline:?}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn asks_until_the_condition_holds() {
        let asked = Cell::new(0);
        eventually(Duration::from_secs(5), || {
            asked.set(asked.get() + 1);
            let holds = asked.get() == 3;
            async move { holds }
        })
        .await;
        assert_eq!(asked.get(), 3);
    }

    #[tokio::test]
    #[should_panic(expected = "did not hold within")]
    async fn gives_up_at_the_deadline() {
        eventually(Duration::from_millis(30), || async { false }).await;
    }
}

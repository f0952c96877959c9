//! What the relay does with a text between taking it in and sending it on.
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::hint::black_box;

use bot::relay::{compose, filter};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;

const PLAIN: &str = "Сегодня было непросто, но к вечеру отпустило: вышел на улицу, прошёлся до реки и обратно. Странно, как помогают такие простые вещи. А как прошёл ваш день, удалось ли хоть немного отдохнуть после работы?";
const REVEALING: &str = "Напишите мне в @tihiy_volk или на t.me/tihiy_volk, можно и на почту volk@example.com: здесь не всегда удобно, а там я отвечаю почти сразу, даже ночью, когда не спится и хочется с кем-нибудь поговорить.";

/// As long as Telegram allows.
const LONGEST: usize = 4_096;
/// What each rule looks at hardest: the longest message is made of one of them.
const HARDEST: &str = include_str!("../../bot/tests/it/hardest_parts.json");

#[expect(clippy::expect_used, reason = "the file is part of the repository")]
fn longest_texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("filter of 4096 characters");
    let hardest: Vec<String> = serde_json::from_str(HARDEST).expect("a list of texts");
    for part in hardest {
        let text: String = part.chars().cycle().take(LONGEST).collect();
        group.bench_function(format!("{part:?}"), |bencher| {
            bencher.iter(|| filter::filter(black_box(&text), &[], "[скрыто]"));
        });
    }
    group.finish();
}

fn relay_text(criterion: &mut Criterion) {
    let formatted = [
        json!({"type": "bold", "offset": 0, "length": 7}),
        json!({"type": "italic", "offset": 23, "length": 8}),
    ];
    let mut group = criterion.benchmark_group("relay text of 200 characters");
    for (name, text, entities) in [
        ("plain", PLAIN, &[][..]),
        ("formatted", PLAIN, &formatted[..]),
        ("with a name to hide", REVEALING, &[][..]),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                compose::compose(
                    "Тихий Волк",
                    &filter::filter(black_box(text), entities, "[скрыто]"),
                )
            });
        });
    }
    group.finish();
}

criterion_group!(benches, relay_text, longest_texts);
criterion_main!(benches);

//! Who is proposed to whom: the look at one pair, the choice of a window, how good the choice is, and how long people wait.
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "criterion's macros make public functions; quality and waits are printed"
)]

mod hour;
mod people;
mod quality;

use std::collections::HashSet;
use std::hint::black_box;

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::{Terms, choose};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use domain::matching::{Candidate, Days, Weights};
use domain::values::MemberId;

use people::{now, prepared, waiting};

fn windows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a window");
    group.sample_size(10);
    for count in [100, 1_000, 5_000] {
        let candidates = waiting(count);
        let rules = PairRules::default();
        let newest = HashSet::from([candidates[0].member, candidates[1].member]);
        let everybody: HashSet<MemberId> = candidates
            .iter()
            .map(|candidate| candidate.member)
            .collect();
        for (name, changed) in [("two came", &newest), ("all pairs", &everybody)] {
            let mut days = Days::default();
            group.bench_function(format!("{count} wait, {name}"), |bencher| {
                bencher.iter_batched(
                    || candidates.clone(),
                    |candidates| choice(candidates, &mut days, changed, &rules),
                    BatchSize::LargeInput,
                );
            });
        }
    }
    group.finish();
}

/// What the matchmaker does in a window, from candidates to pairs; their number.
fn choice(
    candidates: Vec<Candidate>,
    days: &mut Days,
    changed: &HashSet<MemberId>,
    rules: &PairRules,
) -> usize {
    let prepared = candidates
        .into_iter()
        .map(|candidate| days.prepare(candidate, now()));
    let terms = Terms {
        rules,
        weights: &Weights::default(),
        now: now(),
    };
    let has_changed = |member: MemberId| changed.contains(&member);
    choose(prepared.collect(), has_changed, &terms).len()
}

fn one_pair(criterion: &mut Criterion) {
    let prepared = prepared(&waiting(64));
    criterion.bench_function("4096 looks at one pair", |bencher| {
        bencher.iter(|| {
            let pairs = prepared
                .iter()
                .flat_map(|a| prepared.iter().map(move |b| (a, b)));
            pairs
                .filter(|(a, b)| black_box(a.eligible(b)).is_ok())
                .count()
        });
    });
}

fn quality(_criterion: &mut Criterion) {
    quality::print();
    hour::print();
}

criterion_group!(benches, one_pair, windows, quality);
criterion_main!(benches);

//! Who is proposed to whom: the look at one pair, the choice of a window, and how good the choice is.
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "criterion's macros make public functions; the quality is printed"
)]

use std::collections::HashSet;
use std::hint::black_box;

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::choose;
use chrono::{DateTime, Duration, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use domain::matching::{Candidate, Prepared, ScoredPair, Weights, score, select};
use domain::values::{
    FreeWindows, MemberId, SearchId, Sensitivity, TimeZone, Topic, TopicSet, Window,
};
use rustworkx_core::max_weight_matching::max_weight_matching;
use rustworkx_core::petgraph::graph::UnGraph;
use uuid::Uuid;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit).unwrap_or_default()
    }
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::hours(16)
}

/// People as product.md imagines them: 2 to 6 of 12 topics, Russian time zones, some windows, some careful.
fn waiting(count: usize) -> Vec<Candidate> {
    let mut numbers = Numbers(7);
    (0..count)
        .map(|number| candidate(number, &mut numbers))
        .collect()
}

fn candidate(number: usize, numbers: &mut Numbers) -> Candidate {
    let wanted = 2 + u32::try_from(numbers.below(5)).unwrap_or(0);
    let mut topics = TopicSet::default();
    while topics.len() < wanted {
        let topic = Topic::ALL[numbers.below(12)];
        if !topics.contains(topic) {
            topics = topics.toggled(topic);
        }
    }
    let mut free_time = FreeWindows::default();
    for window in Window::ALL {
        if numbers.below(3) == 0 {
            free_time = free_time.toggled(window);
        }
    }
    let id = |kind: u128| Uuid::from_u128(kind << 64 | number as u128);
    Candidate {
        member: MemberId(id(1)),
        search_id: SearchId(id(2)),
        waiting_since: now() - Duration::seconds(i64::try_from(numbers.below(600)).unwrap_or(0)),
        softened: numbers.below(4) == 0,
        soft_allowed: true,
        topics,
        time_zone: TimeZone::COMMON[numbers.below(12)],
        free_time,
        sensitivity: [None, Some(Sensitivity::Gentle), Some(Sensitivity::Open)][numbers.below(3)],
        mean_rating_permille: (numbers.below(2) == 0).then_some(4_200),
    }
}

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
            group.bench_function(format!("{count} wait, {name}"), |bencher| {
                bencher.iter_batched(
                    || candidates.clone(),
                    |candidates| {
                        choose(
                            candidates,
                            |member| changed.contains(&member),
                            &rules,
                            now(),
                            &Weights::default(),
                        )
                    },
                    BatchSize::LargeInput,
                );
            });
        }
    }
    group.finish();
}

fn one_pair(criterion: &mut Criterion) {
    let prepared: Vec<Prepared> = waiting(64)
        .into_iter()
        .map(|candidate| Prepared::new(candidate, now()))
        .collect();
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

/// All possible pairs of a window with their scores.
fn possible_pairs(candidates: &[Candidate]) -> Vec<ScoredPair> {
    let prepared: Vec<Prepared> = candidates
        .iter()
        .map(|candidate| Prepared::new(candidate.clone(), now()))
        .collect();
    let mut pairs = Vec::new();
    for (a, first) in prepared.iter().enumerate() {
        for (b, second) in prepared.iter().enumerate().skip(a + 1) {
            if let Ok(eligible) = first.eligible(second) {
                let score = score(
                    &first.candidate,
                    &second.candidate,
                    &eligible,
                    &Weights::default(),
                );
                pairs.push(ScoredPair {
                    a,
                    b,
                    score_permille: score.total_permille,
                });
            }
        }
    }
    pairs
}

/// Compares the total score of the choice with the best that is possible.
fn quality(_criterion: &mut Criterion) {
    for count in [50, 100, 200, 400] {
        let candidates = waiting(count);
        let since: Vec<DateTime<Utc>> = candidates
            .iter()
            .map(|candidate| candidate.waiting_since)
            .collect();
        let pairs = possible_pairs(&candidates);
        let chosen: u64 = select(&pairs, &since)
            .into_iter()
            .map(|place| u64::from(pairs[place].score_permille))
            .sum();
        let best = best_total(count, &pairs);
        let permyriad = chosen * 10_000 / best.max(1);
        println!(
            "quality with {count} waiting, {} possible pairs: {chosen} of {best}, {}.{:02} %",
            pairs.len(),
            permyriad / 100,
            permyriad % 100
        );
    }
}

/// The exact maximum-weight matching (Galil's algorithm, as in rustworkx).
fn best_total(members: usize, pairs: &[ScoredPair]) -> u64 {
    let mut graph = UnGraph::<(), u32>::with_capacity(members, pairs.len());
    let nodes: Vec<_> = (0..members).map(|_| graph.add_node(())).collect();
    for pair in pairs {
        graph.add_edge(nodes[pair.a], nodes[pair.b], pair.score_permille);
    }
    let weight = |edge: rustworkx_core::petgraph::graph::EdgeReference<'_, u32>| {
        Ok::<i128, std::convert::Infallible>(i128::from(*edge.weight()))
    };
    let Ok(matching) = max_weight_matching(&graph, false, weight, false);
    matching
        .into_iter()
        .filter_map(|(a, b)| graph.find_edge(nodes[a], nodes[b]))
        .map(|edge| u64::from(graph[edge]))
        .sum()
}

criterion_group!(benches, one_pair, windows, quality);
criterion_main!(benches);

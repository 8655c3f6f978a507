//! Alignments against plain dynamic programming.

use super::extend::{Extender, Pair};
use super::greedy::{Greedy, Scoring, Sides};
use super::{Alignment, Run, gap, stretches};
use proptest::prelude::*;

/// Two whole sequences.
struct Both<'t>(&'t [u32], &'t [u32]);

impl Sides for Both<'_> {
    fn equal(&self, i: usize, j: usize) -> usize {
        self.0[i..].iter().zip(&self.1[j..]).take_while(|(a, b)| a == b).count()
    }

    fn lens(&self) -> (usize, usize) {
        (self.0.len(), self.1.len())
    }

    fn lowest_diagonal(&self) -> i32 {
        i32::MIN
    }

    fn highest_diagonal(&self) -> i32 {
        i32::MAX
    }
}

fn extended(a: &[u32], b: &[u32], scoring: Scoring) -> Alignment {
    let mut runs = Vec::new();
    Greedy::default().extend(&Both(a, b), scoring, &mut runs);
    runs.reverse();
    Alignment::new(runs)
}

/// The least errors that lead from the start to each point, by rows.
fn distances(a: &[u32], b: &[u32]) -> Vec<Vec<i32>> {
    let mut least = vec![vec![0i32; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let ways = [
                (i > 0 && j > 0).then(|| least[i - 1][j - 1] + i32::from(a[i - 1] != b[j - 1])),
                (i > 0).then(|| least[i - 1][j] + 1),
                (j > 0).then(|| least[i][j - 1] + 1),
            ];
            least[i][j] = ways.into_iter().flatten().min().unwrap_or(0);
        }
    }
    least
}

/// The best score of a point.
fn best_score(a: &[u32], b: &[u32], penalty: i32) -> i32 {
    let least = distances(a, b);
    let score = |(i, j): (usize, usize)| (i + j) as i32 - penalty * least[i][j];
    let points = (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j)));
    points.map(score).max().unwrap_or(0)
}

/// The score of the end of an alignment from the start on.
fn score(alignment: &Alignment, penalty: i32) -> i32 {
    let Some(first) = alignment.runs().first() else { return 0 };
    let errors = first.a.max(first.b) + alignment.columns() - alignment.matches();
    (alignment.a().end + alignment.b().end) as i32 - penalty * errors as i32
}

fn assert_aligned(alignment: &Alignment, a: &[u32], b: &[u32]) {
    let mut behind = (0, 0);
    for run in alignment.runs() {
        assert!(run.len > 0 && behind.0 <= run.a && behind.1 <= run.b, "{alignment:?}");
        behind = (run.a + run.len, run.b + run.len);
        assert_eq!(a[run.a..behind.0], b[run.b..behind.1]);
    }
}

fn sequences() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    let words = prop::sample::select(vec![2u32, 4, 20]);
    words.prop_flat_map(|words| {
        let text = || prop::collection::vec(0..words, 0..40);
        // Random ones have little in common, so both begin with the same.
        (text(), text(), text())
            .prop_map(|(start, a, b)| ([start.clone(), a].concat(), [start, b].concat()))
    })
}

/// Random runs in order.
fn runs() -> impl Strategy<Value = Vec<Run>> {
    prop::collection::vec((0usize..4, 0usize..4, 1usize..9), 0..12).prop_map(|steps| {
        let mut end = (0, 0);
        let run = |(a, b, len): (usize, usize, usize)| {
            let run = Run { a: end.0 + a, b: end.1 + b, len };
            end = (run.a + len, run.b + len);
            run
        };
        steps.into_iter().map(run).collect()
    })
}

/// By the definition: the stretch of the highest score, the shortest and earliest of equal ones,
/// and the same for what is left on either side.
fn naive_stretches(runs: &[Run], identity: f64) -> Vec<(usize, usize)> {
    let cost = identity / (1.0 - identity);
    let score = |from: usize, to: usize| {
        let gaps: usize = runs[from..to].windows(2).map(|pair| gap(&pair[0], &pair[1])).sum();
        let matches: usize = runs[from..to].iter().map(|run| run.len).sum();
        matches as f64 - cost * gaps as f64
    };
    let mut found = Vec::new();
    let mut left = vec![(0, runs.len())];
    while let Some((start, end)) = left.pop() {
        let all = (start..end).flat_map(|from| (from + 1..=end).map(move |to| (from, to)));
        let best = all.max_by(|x, y| {
            let order = score(x.0, x.1).total_cmp(&score(y.0, y.1));
            order.then((y.1 - y.0).cmp(&(x.1 - x.0))).then(y.cmp(x))
        });
        if let Some((from, to)) = best {
            found.push((from, to));
            left.extend([(start, from), (to, end)]);
        }
    }
    found.sort_unstable();
    found
}

proptest! {
    #[test]
    fn without_a_drop_the_extension_is_the_best((a, b) in sequences(), penalty in 3i32..12) {
        let alignment = extended(&a, &b, Scoring { penalty, drop: 10_000 });
        assert_aligned(&alignment, &a, &b);
        prop_assert_eq!(score(&alignment, penalty), best_score(&a, &b, penalty));
    }

    #[test]
    fn with_a_drop_the_extension_is_no_better((a, b) in sequences(), drop in 0i32..60) {
        let alignment = extended(&a, &b, Scoring { penalty: 5, drop });
        assert_aligned(&alignment, &a, &b);
        let start = Both(&a, &b).equal(0, 0);
        let found = score(&alignment, 5);
        prop_assert!(2 * start as i32 <= found && found <= best_score(&a, &b, 5));
    }

    #[test]
    fn alignments_pass_through_their_seed((a, b) in sequences(), turned in any::<bool>()) {
        let (mut a, mut b) = (a, b);
        if turned {
            a.reverse();
            b.reverse();
        }
        let equal = (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j)));
        let pair = Pair { a: &a, b: &b, is_self: false };
        let mut extender = Extender::new(0.8);
        for (i, j) in equal.filter(|(i, j)| a[*i] == b[*j]).step_by(7) {
            let alignment = extender.through(pair, i, j);
            assert_aligned(&alignment, &a, &b);
            let holds = |run: &Run| {
                run.a <= i && i < run.a + run.len && i + run.b == j + run.a
            };
            prop_assert!(alignment.runs().iter().any(holds), "{i} {j} {alignment:?}");
            prop_assert_eq!(pair.to_ends(alignment.clone()).identity() >= alignment.identity(), true);
            assert_aligned(&pair.to_ends(alignment), &a, &b);
        }
    }

    #[test]
    fn no_token_is_aligned_to_itself((text, _) in sequences()) {
        let pair = Pair { a: &text, b: &text, is_self: true };
        let mut extender = Extender::new(0.8);
        for step in 1..text.len().min(12) {
            let alignment = extender.through(pair, 0, step);
            assert_aligned(&alignment, &text, &text);
            prop_assert!(alignment.runs().iter().all(|run| run.a < run.b));
        }
    }

    #[test]
    fn stretches_are_those_of_the_definition(runs in runs(), identity in prop::sample::select(vec![0.5, 0.75, 0.8])) {
        let best: Vec<Vec<Run>> = stretches::best(&runs, identity)
            .iter()
            .map(|stretch| stretch.runs().to_vec())
            .collect();
        let naive: Vec<Vec<Run>> = naive_stretches(&runs, identity)
            .into_iter()
            .map(|(from, to)| runs[from..to].to_vec())
            .collect();
        prop_assert_eq!(best, naive);
    }

    #[test]
    fn what_is_cut_adds_up(runs in runs(), step in 1usize..30, min_tokens in 1usize..20) {
        let whole = Alignment::new(runs);
        let pieces = whole.cut_every(step, min_tokens);
        let matches: usize = pieces.iter().map(Alignment::matches).sum();
        prop_assert_eq!(matches, whole.matches());
        let mut joined = Alignment::default();
        pieces.into_iter().for_each(|piece| joined.join(piece));
        let mut plain = Alignment::default();
        plain.join(whole);
        prop_assert_eq!(joined, plain);
    }
}

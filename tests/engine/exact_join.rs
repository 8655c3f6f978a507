//! A month of real news, deduplicated by sketches and by the engine's own exact join, against the
//! exact join by the textbook.
//!
//! `cargo test --test engine exact_join -- --nocapture` prints what was found and missed. With
//! `RETOLD_FULL=dump.jsonl` in the environment the same runs on that dump too: JSON lines with
//! `id` and `text`, all values strings. 82,000 articles take two minutes and 3 GB.

use crate::oracle::corpus::Corpus;
use crate::oracle::forest::Forest;
use crate::oracle::join::{Pair, join, naive_join};
use crate::oracle::records::{corpus, records};
use proptest::prelude::*;
use retold::{Deduped, Deduper, DocId, Document, Relation, Settings};
use std::path::Path;
use std::time::Instant;

const THRESHOLDS: [f64; 4] = [0.5, 0.7, 0.8, 0.9];

#[test]
fn a_month_of_news() {
    if let Some(path) = corpus("lk_news_2024-03.jsonl") {
        check(&path);
    }
}

#[test]
fn a_whole_dump() {
    if let Some(path) = std::env::var_os("RETOLD_FULL") {
        check(Path::new(&path));
    }
}

fn check(path: &Path) {
    let documents = records(path);
    let start = Instant::now();
    let truth = Corpus::new(documents.iter().map(|d| d.text.as_str()), 5);
    let read = start.elapsed();
    let lowest = THRESHOLDS[0];
    let pairs = join(&truth, lowest);
    eprintln!(
        "{}: {} documents read by the textbook in {read:.1?}, {} pairs of J >= {lowest} in {:.1?}",
        path.display(),
        truth.len(),
        pairs.len(),
        start.elapsed() - read,
    );
    eprintln!(
        "   t  templates       by   pairs  connected  missed  both kept  allowed  clusters  removed    time"
    );
    for threshold in THRESHOLDS {
        for (templates, exact) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut settings = Settings::builder().threshold(threshold).exact(exact);
            if templates {
                settings = settings.remove(Relation::Template);
            }
            let deduper = Deduper::new(settings.build().expect("these settings are valid"));
            let pairs: Vec<Pair> =
                pairs.iter().filter(|pair| pair.jaccard >= threshold).copied().collect();
            Run::new(&deduper, &documents, &truth, &pairs).check();
        }
    }
}

/// One run, and what is true of its documents.
struct Run<'a> {
    settings: &'a Settings,
    truth: &'a Corpus,
    /// All pairs at or above the threshold.
    pairs: &'a [Pair],
    deduped: Deduped,
    /// The place of each document's cluster.
    clusters: Vec<Option<usize>>,
    seconds: f64,
}

impl<'a> Run<'a> {
    fn new(
        deduper: &'a Deduper,
        documents: &[Document],
        truth: &'a Corpus,
        pairs: &'a [Pair],
    ) -> Self {
        let documents = documents.to_vec();
        let start = Instant::now();
        let deduped = deduper.dedup(documents).expect("nothing stops the run");
        let seconds = start.elapsed().as_secs_f64();
        let mut clusters = vec![None; truth.len()];
        for (place, cluster) in deduped.outcome().clusters().iter().enumerate() {
            for member in &cluster.members {
                assert_eq!(clusters[member.doc.0 as usize], None, "in two clusters");
                clusters[member.doc.0 as usize] = Some(place);
            }
        }
        Self { settings: deduper.settings(), truth, pairs, deduped, clusters, seconds }
    }

    fn check(&self) {
        self.witnesses_hold();
        self.clusters_are_connected();
        self.templates_are_together();
        let pairs = self.pairs.len();
        let missed = self.pairs.iter().filter(|p| !self.together(p.a, p.b));
        let missed = missed.count();
        let both_kept = self.both_kept();
        let miss_rate = self.settings.miss_rate();
        let allowed = (2.0 * miss_rate * pairs as f64).ceil() as usize;
        let outcome = self.deduped.outcome();
        eprintln!(
            "{:>4}  {:>9}  {:>7}  {pairs:>6}  {:>9}  {missed:>6}  {both_kept:>9}  {allowed:>7}  {:>8}  \
             {:>7}  {:>5.2} s",
            self.settings.threshold(),
            if self.settings.removes(Relation::Template) { "go" } else { "stay" },
            if self.settings.exact() { "join" } else { "sketch" },
            pairs - missed,
            outcome.clusters().len(),
            outcome.removed().len(),
            self.seconds,
        );
        let most = if self.settings.exact() { 0.0 } else { 1e-3 * pairs as f64 };
        assert!(missed as f64 <= most, "{missed} of {pairs} pairs are in different clusters");
        assert!(
            both_kept <= allowed,
            "{both_kept} true pairs are kept both, {allowed} are allowed"
        );
        assert_eq!(outcome.counts().capped, 0, "real news caps nothing");
    }

    fn together(&self, a: usize, b: usize) -> bool {
        self.clusters[a].is_some() && self.clusters[a] == self.clusters[b]
    }

    fn is_kept(&self, doc: usize) -> bool {
        self.deduped.outcome().is_kept(DocId(doc as u32))
    }

    /// Every removed document has a kept witness, and repeats it as it is said to.
    fn witnesses_hold(&self) {
        let outcome = self.deduped.outcome();
        let removed = outcome.removed();
        assert_eq!(outcome.kept().count() + removed.len(), self.truth.len());
        for (doc, link) in removed {
            let (doc, witness) = (doc.0 as usize, link.witness.0 as usize);
            assert!(self.is_kept(witness), "the witness {witness} goes too");
            let relation = self.truth.relation(doc, witness, self.settings.threshold());
            assert_eq!(relation, Some(link.relation), "{doc} and {witness}");
            assert!(self.settings.removes(link.relation));
            let jaccard = self.truth.jaccard(doc, witness);
            assert!((jaccard - link.score).abs() < 1e-12, "{jaccard} is not {}", link.score);
        }
    }

    /// True edges lead from any member of a cluster to any other, inside the cluster.
    fn clusters_are_connected(&self) {
        let mut forest = Forest::new(self.truth.len());
        for pair in self.pairs.iter().filter(|p| self.together(p.a, p.b)) {
            forest.join(pair.a, pair.b);
        }
        for group in self.truth.templates() {
            for b in &group[1..] {
                if self.together(group[0], *b) {
                    forest.join(group[0], *b);
                }
            }
        }
        for cluster in self.deduped.outcome().clusters() {
            let first = forest.root(cluster.members[0].doc.0 as usize);
            for member in &cluster.members {
                let root = forest.root(member.doc.0 as usize);
                assert_eq!(root, first, "{member:?} is in the cluster for nothing");
            }
        }
    }

    /// One skeleton is found by its digest, so nothing is left to chance.
    fn templates_are_together(&self) {
        for group in self.truth.templates() {
            for b in &group[1..] {
                assert!(self.together(group[0], *b), "{} and {b}", group[0]);
            }
            if self.settings.removes(Relation::Template) {
                let kept = group.iter().filter(|doc| self.is_kept(**doc)).count();
                assert!(kept <= 1, "{kept} of one skeleton stay: {group:?}");
            }
        }
    }

    /// Pairs that stay though they should not.
    fn both_kept(&self) -> usize {
        let both = |pair: &&Pair| self.is_kept(pair.a) && self.is_kept(pair.b);
        self.pairs
            .iter()
            .filter(both)
            .filter(|pair| {
                !self.truth.is_template(pair.a, pair.b) || self.settings.removes(Relation::Template)
            })
            .count()
    }
}

/// Texts of a few words, some of them copies of others but for their ends.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["a", "b", "c", "d", "7", "May", "e", "f"]);
    let text = prop::collection::vec(word, 0..25);
    prop::collection::vec((text, any::<bool>(), 0usize..6), 1..30).prop_map(|drafts| {
        let mut texts: Vec<Vec<&str>> = Vec::new();
        for (mut words, copies, cut) in drafts {
            if let (true, Some(last)) = (copies, texts.last()) {
                words.truncate(cut);
                words.extend(&last[cut.min(last.len())..]);
            }
            texts.push(words);
        }
        texts.iter().map(|words| words.join(" ")).collect()
    })
}

proptest! {
    #[test]
    fn the_join_equals_comparing_all_with_all(
        texts in texts(), k in 1usize..6, threshold in 0.1f64..=1.0,
    ) {
        let corpus = Corpus::new(texts.iter().map(String::as_str), k);
        for threshold in [threshold, 0.5, 2.0 / 3.0, 0.7, 1.0] {
            prop_assert_eq!(join(&corpus, threshold), naive_join(&corpus, threshold));
        }
    }

    #[test]
    fn the_corpus_agrees_with_the_product_on_two_texts(texts in texts()) {
        let settings = Settings::builder().shingle_tokens(2).build().unwrap();
        let corpus = Corpus::new(texts.iter().map(String::as_str), 2);
        for (b, text) in texts.iter().enumerate().skip(1) {
            let found = retold::dedup::similarity_with(&texts[b - 1], text, &settings);
            prop_assert_eq!(found.relation, corpus.relation(b - 1, b, 0.7));
            prop_assert!((found.jaccard - corpus.jaccard(b - 1, b)).abs() < 1e-12);
        }
    }
}

//! Every exact run that stands at two places is told, however often it recurs.

use crate::oracle::records::{corpus, records};
use crate::oracle::runs::{SharedRun, naive_runs, periods, shared_runs};
use crate::oracle::tales::tales;
use crate::oracle::words::{Words, made_up};
use proptest::prelude::*;
use retold::passages::{Occurrence, PassageSettings, Passages};
use retold::{Document, PassageFinder};
use std::collections::HashSet;
use std::ops::Range;

fn find(documents: Vec<Document>, min_tokens: usize, min_distinct: f64) -> Passages {
    let settings = PassageSettings::builder().min_tokens(min_tokens).min_distinct(min_distinct);
    let settings = settings.build();
    let finder = PassageFinder::new(settings.expect("these settings are valid"));
    finder.find(documents).expect("nothing stops the run")
}

/// The tokens of the occurrences in every document, sorted.
fn told(found: &Passages) -> Vec<Vec<Range<usize>>> {
    let mut told = vec![Vec::new(); found.documents().len()];
    for occurrence in found.passages().iter().flat_map(|passage| &passage.occurrences) {
        told[occurrence.doc.0 as usize].push(occurrence.tokens.clone());
    }
    told.iter_mut().for_each(|spans| spans.sort_unstable_by_key(|span| span.start));
    told
}

/// Whether sorted spans cover a run together.
fn covered(run: &Range<usize>, spans: &[Range<usize>]) -> bool {
    let reach = |reached: usize, span: &Range<usize>| {
        if span.start <= reached { reached.max(span.end) } else { reached }
    };
    spans.iter().fold(run.start, reach) >= run.end
}

/// How many runs there are, and those that no occurrence holds. Of what repeats in a row, the units
/// are told, and they hold it together.
fn missing(found: &Passages, texts: &[Vec<u32>], min_tokens: usize) -> (usize, Vec<SharedRun>) {
    let told = told(found);
    let runs = shared_runs(texts, min_tokens);
    let is_told = |(text, run): &SharedRun| {
        let holds = |span: &Range<usize>| span.start <= run.start && run.end <= span.end;
        let in_a_row = || periods(&texts[*text], run).iter().any(|step| *step >= min_tokens);
        told[*text].iter().any(holds) || (covered(run, &told[*text]) && in_a_row())
    };
    let missing = runs.iter().filter(|run| !is_told(run)).cloned().collect();
    (runs.len(), missing)
}

/// Whether some `min_tokens` of these tokens in a row hold so many tenths of different ones.
fn is_told_apart(tokens: &[u32], min_tokens: usize, tenths: usize) -> bool {
    let kinds = |run: &[u32]| run.iter().collect::<HashSet<_>>().len();
    tokens.windows(min_tokens).any(|run| 10 * kinds(run) >= tenths * min_tokens)
}

/// Of all documents of a corpus, or of those in one language.
fn check(name: &str, lang: Option<&str>, least: usize) {
    let Some(path) = corpus(name) else { return };
    let mut documents = records(&path);
    documents.retain(|one| lang.is_none() || one.get("lang") == lang);
    let mut words = Words::default();
    let texts: Vec<Vec<u32>> = documents.iter().map(|one| words.read(&one.text)).collect();
    // Filler too: nothing at all is missed.
    let found = find(documents.clone(), 25, 0.0);
    let (runs, missing) = missing(&found, &texts, 25);
    let passages = found.passages();
    eprintln!(
        "{name} {}: {runs} exact runs, {} missing, {} passages",
        lang.unwrap_or("all"),
        missing.len(),
        passages.len()
    );
    for (text, run) in missing.iter().take(20) {
        eprintln!("missing: {} {run:?}", documents[*text].id);
    }
    assert!(runs >= least, "much is told again");
    assert_eq!(missing, []);
    for one in passages.iter().flat_map(|passage| &passage.occurrences) {
        let told = words.read(found.text(one));
        assert_eq!(told, texts[one.doc.0 as usize][one.tokens.clone()], "{one:?}");
    }
}

#[test]
fn every_exact_run_of_a_month_is_told() {
    check("lk_news_2024-03.jsonl", None, 3000);
}

#[test]
fn every_exact_run_of_a_language_is_told() {
    for (lang, least) in [("en", 1000), ("si", 100), ("ta", 10)] {
        check("lk_news_2024-03.jsonl", Some(lang), least);
    }
}

#[test]
fn every_exact_run_without_spaces_is_told() {
    check("xwlb_zh_2024-03.jsonl", None, 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_exact_run_of_a_tale_is_told(texts in tales(), min_tokens in 8usize..31) {
        let found = find(made_up(&texts), min_tokens, 0.0);
        let (_, missing) = missing(&found, &texts, min_tokens);
        prop_assert_eq!(missing, []);
    }

    #[test]
    fn only_filler_is_left_out(
        texts in tales(),
        min_tokens in 8usize..31,
        tenths in prop::sample::select(vec![1u32, 3, 7]),
    ) {
        let all = find(made_up(&texts), min_tokens, 0.0);
        let found = find(made_up(&texts), min_tokens, f64::from(tenths) / 10.0);
        let (_, missing) = missing(&found, &texts, min_tokens);
        let told_apart = |tokens: &[u32]| is_told_apart(tokens, min_tokens, tenths as usize);
        let missed = |(text, run): &&SharedRun| told_apart(&texts[*text][run.clone()]);
        prop_assert_eq!(missing.iter().find(missed), None);
        // What is left out is left out with all its places, and says nothing at any.
        let kept: HashSet<_> = found.passages().iter().map(|passage| passage.id).collect();
        for passage in all.passages() {
            let follows = |a: &Occurrence, b: &Occurrence| {
                a.doc == b.doc && b.tokens.start <= a.tokens.end
            };
            let holds = passage.occurrences.chunk_by(follows).any(|row| {
                let end = row.iter().map(|one| one.tokens.end).max().unwrap_or(0);
                told_apart(&texts[row[0].doc.0 as usize][row[0].tokens.start..end])
            });
            prop_assert_eq!(holds, kept.contains(&passage.id));
        }
        prop_assert!(found.passages().len() <= all.passages().len());
    }

    #[test]
    fn the_oracle_finds_all_runs(texts in tales(), min_tokens in 8usize..31) {
        let short: Vec<Vec<u32>> =
            texts.into_iter().map(|mut text| { text.truncate(60); text }).collect();
        prop_assert_eq!(shared_runs(&short, min_tokens), naive_runs(&short, min_tokens));
    }
}

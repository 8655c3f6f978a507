//! Texts made to cost much: four times the text may cost some four times the work.
//!
//! Work is the time that one thread spends on a processor, which other tests at the same time hardly
//! change.
//!
//! `cargo test --test engine passages_hostile -- --nocapture` prints the times.

use crate::oracle::newsprint::{Dice, Newsprint};
use crate::oracle::words::made_up;
use retold::passages::Passages;
use retold::{Document, PassageFinder};
use std::time::{Duration, Instant};

/// Quadratic work would cost 16 times as much, and times waver.
const RATIO: u32 = 9;

/// What is done sooner than this is not compared.
const SOON: Duration = Duration::from_millis(100);

/// How long this thread has been on a processor; where the system does not tell, how long it has
/// been there at all.
fn busy(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn timed(name: &str, documents: Vec<Document>) -> (Passages, Duration) {
    let bytes: usize = documents.iter().map(|one| one.text.len()).sum();
    let start = Instant::now();
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let (found, took) = alone.install(|| {
        let before = busy(start);
        let found = PassageFinder::default().find(documents).expect("nothing stops the run");
        (found, busy(start).saturating_sub(before))
    });
    let all: usize = found.passages().iter().map(|passage| passage.occurrences.len()).sum();
    eprintln!(
        "{name:>12}: {bytes:>9} bytes, {} passages, {all} told, {took:.2?}",
        found.passages().len()
    );
    (found, took)
}

/// What is found in the small and in the large text.
fn linear(name: &str, size: usize, documents: impl Fn(usize) -> Vec<Document>) -> [Passages; 2] {
    let (small, short) = timed(name, documents(size / 4));
    let (large, long) = timed(name, documents(size));
    assert!(long < RATIO * short.max(SOON), "{name}: {short:?} and {long:?}");
    [small, large]
}

#[test]
fn one_word_all_along() {
    linear("one word", 1_000_000, |size| made_up(&[vec![0; size]]));
    linear("in two", 1_000_000, |size| made_up(&[vec![0; size / 2], vec![0; size / 2 - 1]]));
}

#[test]
fn random_text_of_few_words() {
    for words in [2, 20] {
        linear("random", 200_000, |size| {
            let mut dice = Dice(words as u64);
            made_up(&[(0..size).map(|_| dice.below(words) as u32).collect()])
        });
    }
}

#[test]
fn every_run_of_eight_words_once() {
    linear("de Bruijn", 65_536, |size| {
        // Four words make as many runs of eight as the large text has.
        made_up(&[de_bruijn(4, 8, size)])
    });
}

/// The first tokens of the sequence in which every run of `order` words stands once, by the
/// greedy rule: the highest word that makes no run anew.
fn de_bruijn(words: u32, order: usize, size: usize) -> Vec<u32> {
    let mut text = vec![0u32; order];
    let mut seen = std::collections::HashSet::from([text.clone()]);
    while text.len() < size {
        let mut run = text[text.len() + 1 - order..].to_vec();
        run.push(0);
        let next = (0..words).rev().find(|word| {
            run[order - 1] = *word;
            !seen.contains(&run)
        });
        let Some(next) = next else { break };
        run[order - 1] = next;
        seen.insert(run);
        text.push(next);
    }
    text
}

#[test]
fn words_of_fibonacci_and_thue_morse() {
    linear("Fibonacci", 200_000, |size| {
        let (mut before, mut text) = (vec![1], vec![0]);
        while text.len() < size {
            let longer = [&text[..], &before].concat();
            (before, text) = (text, longer);
        }
        text.truncate(size);
        made_up(&[text])
    });
    linear("Thue-Morse", 200_000, |size| {
        made_up(&[(0..size).map(|i| i.count_ones() % 2).collect()])
    });
}

#[test]
fn five_megabytes_without_a_space() {
    linear("no space", 5_000_000, |size| {
        let text: String = ('a'..='z').cycle().take(size).collect();
        vec![Document::new("a", text.clone()), Document::new("b", text)]
    });
}

#[test]
fn one_sentence_ten_thousand_times() {
    let found = linear("sentence", 10_000, |size| {
        made_up(&[(0..30).cycle().take(30 * size).collect::<Vec<u32>>()])
    });
    for (found, size) in found.iter().zip([2_500, 10_000]) {
        assert_eq!(found.passages().len(), 1);
        assert_eq!(found.passages()[0].occurrences.len(), size);
    }
}

#[test]
fn one_sentence_again_and_again_with_edits() {
    let found = linear("edited", 10_000, |size| {
        let mut dice = Dice(8);
        let mut text: Vec<u32> = (0..30).cycle().take(30 * size).collect();
        for unit in 0..size {
            text[30 * unit + dice.below(30)] = 30 + dice.below(1000) as u32;
        }
        made_up(&[text])
    });
    for (found, size) in found.iter().zip([2_500, 10_000]) {
        let most = found.passages().iter().map(|passage| passage.occurrences.len()).max();
        assert!(most.is_some_and(|most| most >= size * 9 / 10), "{most:?} of {size}");
    }
}

#[test]
fn all_sentences_anew_in_another_order() {
    let found = linear("order", 8_000, |size| {
        let mut dice = Dice(9);
        let mut sentences: Vec<Vec<u32>> =
            (0..size as u32).map(|i| (30 * i..30 * i + 30).collect()).collect();
        let straight = sentences.concat();
        for i in (1..size).rev() {
            sentences.swap(i, dice.below(i + 1));
        }
        made_up(&[straight, sentences.concat()])
    });
    for (found, size) in found.iter().zip([2_000, 8_000]) {
        assert!(found.passages().len() >= size - 5);
    }
}

#[test]
fn one_paragraph_in_a_hundred_thousand_articles() {
    let newsprint = Newsprint::new();
    let found = linear("paragraph", 100_000, |size| {
        let mut dice = Dice(6);
        let paragraph = newsprint.article(40, &mut dice).join(" ");
        let article = |i| {
            let (before, after) =
                (newsprint.article(20, &mut dice), newsprint.article(20, &mut dice));
            let text = format!("{} {paragraph} {}", before.join(" "), after.join(" "));
            Document::new(format!("d{i}"), text)
        };
        (0..size).map(article).collect()
    });
    for (found, size) in found.iter().zip([25_000, 100_000]) {
        assert_eq!(found.passages().len(), 1);
        assert_eq!(found.passages()[0].occurrences.len(), size);
    }
}

#[test]
fn twenty_thousand_near_copies() {
    let newsprint = Newsprint::new();
    let found = linear("near copies", 20_000, |size| {
        let mut dice = Dice(7);
        let article = newsprint.article(150, &mut dice);
        let copy = |i| {
            let mut words = article.clone();
            for _ in 0..3 {
                let at = dice.below(words.len());
                words[at] = newsprint.word(&mut dice);
            }
            Document::new(format!("d{i}"), words.join(" "))
        };
        (0..size).map(copy).collect()
    });
    for (found, size) in found.iter().zip([5_000, 20_000]) {
        let most = found.passages().iter().map(|passage| passage.occurrences.len()).max();
        assert!(most.is_some_and(|most| most >= size * 99 / 100), "{most:?} of {size}");
    }
}

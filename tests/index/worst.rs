//! What others may do to make an index slow, and what it costs then.

use crate::stories::{Numbers, relaxed, story};
use retold::Settings;
use retold::index::{Index, IndexSettings};
use std::time::Instant;

const COPIES: u64 = 100_000;

/// The processor time of this thread, in seconds.
fn processor_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn copy(number: u64) -> String {
    let mut numbers = Numbers(number);
    let mut words: Vec<String> = story(1).split(' ').map(str::to_owned).collect();
    let at = numbers.below(words.len() as u64) as usize;
    words[at] = format!("edit{number}");
    words.join(" ")
}

fn cost(index: &Index, from: u64) -> f64 {
    let texts: Vec<String> = (from..from + 200).map(copy).collect();
    let before = processor_time();
    for text in &texts {
        assert!(!index.check(text).unwrap().is_new());
    }
    (processor_time() - before) / texts.len() as f64
}

#[test]
fn a_flood_of_near_copies_does_not_slow_it() {
    let lab = tempfile::tempdir().unwrap();
    let index = Index::create(lab.path(), relaxed()).unwrap();
    let begin = Instant::now();
    let mut early = 0.0;
    for number in 0..COPIES {
        index.insert(&format!("id{number}"), &copy(number), &[]).unwrap();
        if number == 2_000 {
            index.settle().unwrap();
            early = cost(&index, 500_000);
        }
    }
    index.settle().unwrap();
    let late = cost(&index, 500_000);
    eprintln!("{COPIES} in {:?}; a check {early:.6} s early, {late:.6} s late", begin.elapsed());
    // Fifty times the documents, in more parts: the bound is on the work, whose price varies.
    assert!(late < 4.0 * early, "{early} {late}");
    // Among the crowd another story is found as ever.
    index.insert("other", &story(2), &[]).unwrap();
    assert_eq!(index.check(&story(2)).unwrap().best().unwrap().id, "other");
    assert!(index.check(&story(3)).unwrap().is_new());
}

#[test]
fn a_secret_seed_leads_to_other_files() {
    let lab = tempfile::tempdir().unwrap();
    let made = |seed: u64| {
        let same = Settings::builder().seed(seed).build().unwrap();
        let path = lab.path().join(seed.to_string());
        let settings = IndexSettings::builder().sameness(same).build().unwrap();
        let index = Index::create(&path, settings).unwrap();
        index.insert("a", &story(1), &[]).unwrap();
        assert!(!index.check(&story(1)).unwrap().is_new());
        let log = std::fs::read(path.join("log-00000001")).unwrap();
        // The id's, the digest's and 32 bands' keys begin behind the head, the frame, the counts and
        // the row.
        log[48 + 16 + 8 + 224..][..34 * 8].to_vec()
    };
    let (one, other) = (made(1), made(2));
    let shared = one.chunks(8).filter(|key| other.chunks(8).any(|other| other == *key)).count();
    assert_eq!(shared, 0);
}

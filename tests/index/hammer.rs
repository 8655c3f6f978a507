//! Many threads and processes at one index.

use crate::children;
use crate::stories::{Numbers, relaxed, retold, small, story};
use retold::ErrorKind;
use retold::index::{Index, IndexSettings};
use std::fs;
use std::path::Path;
use std::process::Child;
use std::sync::Mutex;

const TEXTS: u64 = 3000;
const READERS: usize = 4;

/// Runs in a reading process: what was told to be done is there, from then on.
#[test]
fn reading() {
    let Some(folder) = children::folder("reading") else { return };
    let index = Index::open_reader(folder.join("index")).unwrap();
    let mut numbers = Numbers(std::process::id().into());
    let (mut asked, mut told) = (0, 0);
    while !folder.join("over").exists() {
        let done = done(&folder);
        // One of the last, most often, or any.
        let number = match numbers.below(3) {
            0 => numbers.below(done.max(1)),
            _ => done.saturating_sub(1 + numbers.below(20)),
        };
        let verdict = index.check(&retold(number)).unwrap();
        let is_told = verdict.best().is_some_and(|best| best.id.starts_with(&format!("{number}-")));
        assert!(is_told || number >= done, "{number} of {done} is not told: {verdict:?}");
        assert!(verdict.matches.len() <= 1, "{number} is told twice: {verdict:?}");
        (asked, told) = (asked + 1, told + u64::from(is_told));
        assert!(index.check(&story(9_000_000 + number)).unwrap().is_new());
    }
    assert!(told > 0 && asked > 10, "{told} of {asked}");
}

/// How many texts are told to be done.
fn done(folder: &Path) -> u64 {
    fs::read_to_string(folder.join("done")).ok().and_then(|done| done.parse().ok()).unwrap_or(0)
}

fn hammer(settings: IndexSettings) {
    let lab = tempfile::tempdir().unwrap();
    let folder = lab.path();
    let index = Index::create(folder.join("index"), settings).unwrap();
    let readers: Vec<Child> =
        (0..READERS).map(|_| children::start("hammer::reading", "reading", folder)).collect();
    // For each text the threads that were told that it is new.
    let news = Mutex::new(vec![Vec::new(); TEXTS as usize]);
    std::thread::scope(|scope| {
        let works: Vec<_> = (0..2)
            .map(|thread| {
                let (index, news) = (&index, &news);
                scope.spawn(move || {
                    for number in 0..TEXTS {
                        // The one comes with the text, the other with a near copy, by turns.
                        let text =
                            if (number + thread) % 2 == 0 { story(number) } else { retold(number) };
                        let id = format!("{number}-{thread}");
                        let verdict = index.check_and_insert(&id, &text, &[]).unwrap();
                        if verdict.is_new() {
                            news.lock().unwrap()[number as usize].push(thread);
                        }
                        if thread == 0 {
                            // In one piece: readers may look at any moment.
                            fs::write(folder.join("next"), (number + 1).to_string()).unwrap();
                            fs::rename(folder.join("next"), folder.join("done")).unwrap();
                        }
                    }
                })
            })
            .collect();
        works.into_iter().for_each(|work| work.join().unwrap());
    });
    fs::write(folder.join("over"), "").unwrap();
    for reader in readers {
        let output = reader.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let news = news.into_inner().unwrap();
    for (number, threads) in news.iter().enumerate() {
        assert_eq!(threads.len(), 1, "text {number} was new to {threads:?}");
    }
    assert_eq!(index.stats().unwrap().documents, TEXTS);
    drop(index);
    assert_eq!(Index::verify(folder.join("index")).unwrap(), []);
}

#[test]
fn each_text_is_new_once() {
    hammer(relaxed());
}

#[test]
fn each_text_is_new_once_if_all_is_committed() {
    hammer(small());
}

#[test]
fn one_writes() {
    let lab = tempfile::tempdir().unwrap();
    let path = lab.path().join("index");
    let index = Index::create(&path, small()).unwrap();
    let error = Index::open(&path, small()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked);
    let holder = format!("process {} writes", std::process::id());
    assert!(error.to_string().contains(&holder), "{error}");
    assert_eq!(Index::verify(&path).unwrap_err().kind(), ErrorKind::Locked);
    let reader = Index::open_reader(&path).unwrap();
    assert_eq!(reader.insert("a", "text", &[]).unwrap_err().kind(), ErrorKind::Locked);
    index.insert("a", "a text of some words", &[]).unwrap();
    assert!(!reader.check("a text of some words").unwrap().is_new());
    drop(index);
    Index::open(&path, small()).unwrap();
}
